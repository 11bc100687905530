/** Signing in and out. */
import type { Context, Hono } from "hono";
import { cookieOf, idIn, noCookie } from "../access/cookie.ts";
import type { Gatekeeper } from "../access/gatekeeper.ts";
import type { Login } from "../access/same-login.ts";
import { refuse } from "./refuse.ts";
import { addressOf, type Env, notIn } from "./who.ts";

export function sessionRoutes(app: Hono<Env>, gatekeeper: Gatekeeper): void {
  app.post("/api/session", async (context) => {
    if (!/^application\/json *(;|$)/i.test(context.req.header("content-type") ?? ""))
      return refuse(context, 415, "bad-request", "A login is JSON.");
    const login = await loginIn(context);
    if (!login) return refuse(context, 400, "bad-request", 'A login is {"user": "…", "password": "…"}.');
    const judged = gatekeeper.judge(login, addressOf(context));
    if (judged.verdict !== "right") return notIn(context, judged);
    const before = idIn(context.req.header("cookie"));
    if (before !== undefined) gatekeeper.sessions.close(before);
    return context.body(null, 204, { "set-cookie": cookieOf(gatekeeper.sessions.open()) });
  });
  app.delete("/api/session", (context) => {
    const id = idIn(context.req.header("cookie"));
    if (id !== undefined) gatekeeper.sessions.close(id);
    return context.body(null, 204, { "set-cookie": noCookie });
  });
}

async function loginIn(context: Context<Env>): Promise<Login | undefined> {
  const given: unknown = await context.req.json().catch(() => undefined);
  if (typeof given !== "object" || given === null || !("user" in given) || !("password" in given)) return undefined;
  const { user, password } = given;
  return typeof user === "string" && typeof password === "string" ? { user, password } : undefined;
}
