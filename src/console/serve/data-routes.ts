/** What the database keeps, for who is signed in. */
import type { Context, Hono } from "hono";
import { Trouble } from "../data/influx/trouble.ts";
import type { Library } from "../data/library.ts";
import { type Question, questionIn } from "../data/question.ts";
import { windowNamed, windows } from "../windows.ts";
import { refuse } from "./refuse.ts";
import type { Env } from "./who.ts";

type Answering = (context: Context<Env>) => Promise<Response>;

export function dataRoutes(app: Hono<Env>, library: Library): void {
  const get = (path: string, answer: Answering) =>
    app.get(path, (context) => answer(context).catch((error) => troubled(context, error)));

  const asked = async (
    context: Context<Env>,
    answer: (question: Question, parameters: URLSearchParams) => Promise<Response>,
  ) => {
    const { searchParams } = new URL(context.req.url);
    const question = questionIn(searchParams, await library.catalogue());
    if (!question)
      return refuse(context, 400, "bad-request", "The database has no such measurement, or it no such tag.");
    return answer(question, searchParams);
  };

  get("/api/catalogue", async (context) => context.json(await library.catalogue()));
  get("/api/latest", (context) => asked(context, async (question) => json(context, await library.latest(question))));
  get("/api/history", (context) =>
    asked(context, async (question, parameters) => {
      const window = windowNamed(parameters.get("window") ?? "");
      if (window) return json(context, await library.history(question, window));
      const names = windows.map(({ name }) => name).join(", ");
      return refuse(context, 400, "bad-request", `A window is one of ${names}.`);
    }),
  );
}

const json = (context: Context<Env>, text: string) => context.body(text, 200, { "content-type": "application/json" });

function troubled(context: Context<Env>, error: unknown): Response {
  if (error instanceof Trouble) return refuse(context, error.status, "database", error.message);
  throw error;
}
