/** All that the console answers; whatever else is asked for is not there. */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import type { Logger } from "pino";
import type { Gatekeeper } from "../access/gatekeeper.ts";
import type { Library } from "../data/library.ts";
import { dataRoutes } from "./data-routes.ts";
import { withHeaders } from "./headers.ts";
import { refuse } from "./refuse.ts";
import { sessionRoutes } from "./session-routes.ts";
import { type Env, fromHere, signedIn } from "./who.ts";

/** A login is far smaller, and nothing else is taken. */
const bodyBytes = 4 * 1024;

export interface Parts {
  readonly gatekeeper: Gatekeeper;
  readonly library: Library;
  readonly page: Hono;
  readonly isHealthy: () => boolean;
  readonly log: Logger;
}

export function consoleApp({ gatekeeper, library, page, isHealthy, log }: Parts): Hono<Env> {
  const app = new Hono<Env>();
  app.use(withHeaders);
  app.use(compress());
  app.use("/api/*", fromHere);
  app.use(bodyLimit({ maxSize: bodyBytes, onError: (c) => refuse(c, 413, "bad-request", "That is too long.") }));
  sessionRoutes(app, gatekeeper);
  app.all("/api/session", (context) => context.text("method not allowed\n", 405, { allow: "POST, DELETE" }));
  app.use("/api/*", signedIn(gatekeeper));
  dataRoutes(app, library);
  app.get("/healthz", (context) => (isHealthy() ? context.text("ok\n") : context.text("not\n", 503)));
  app.route("/", page);
  const known = new Set(app.routes.flatMap(({ method, path }) => (method === "GET" ? [path] : [])));
  app.notFound((context) =>
    known.has(context.req.path)
      ? context.text("method not allowed\n", 405, { allow: "GET, HEAD" })
      : context.text("not found\n", 404),
  );
  app.onError((error, context) => {
    // Its name alone: a message may repeat what was asked for.
    log.error({ error: error.name }, "a request failed");
    return context.text("failed\n", 500);
  });
  return app;
}
