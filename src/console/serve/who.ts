/** Who asks: by a session's cookie, or by HTTP Basic with the same login, for programs. */
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { idIn } from "../access/cookie.ts";
import type { Gatekeeper, Judged } from "../access/gatekeeper.ts";
import type { Login } from "../access/same-login.ts";
import { isFromElsewhere } from "../access/same-origin.ts";
import { refuse } from "./refuse.ts";

export interface Env {
  Bindings: HttpBindings;
}

export const addressOf = (context: Context<Env>): string => context.env.incoming.socket.remoteAddress ?? "";

/** No page of another origin asks for anything, whoever is signed in. */
export const fromHere: MiddlewareHandler<Env> = async (context, next) => {
  const { req } = context;
  const marks = {
    origin: req.header("origin"),
    fetchSite: req.header("sec-fetch-site"),
    host: req.header("host"),
  };
  if (isFromElsewhere(marks)) return refuse(context, 403, "refused", "This came from a page of another origin.");
  return next();
};

export function signedIn(gatekeeper: Gatekeeper): MiddlewareHandler<Env> {
  return async (context, next) => {
    const id = idIn(context.req.header("cookie"));
    if (id !== undefined && gatekeeper.sessions.admits(id)) return next();
    const login = basicIn(context.req.header("authorization"));
    if (!login) return refuse(context, 401, "signed-out", "Sign in first.", challenge(context));
    const judged = gatekeeper.judge(login, addressOf(context));
    return judged.verdict === "right" ? next() : notIn(context, judged);
  };
}

export function notIn(context: Context<Env>, judged: Exclude<Judged, { verdict: "right" }> | Judged): Response {
  if (judged.verdict === "too-many") {
    const seconds = Math.ceil(judged.waitMs / 1000);
    const again = { "retry-after": String(seconds) };
    return refuse(context, 429, "too-many", `Too many wrong logins. Try again in ${seconds} s.`, again);
  }
  if (judged.verdict === "closed")
    return refuse(context, 503, "closed", "Nobody can sign in: the console's password file cannot be used.");
  return refuse(context, 401, "wrong-login", "The name or the password is wrong.", challenge(context));
}

/** A browser that is told of Basic asks with a window of its own, and the page has a better one. */
const challenge = (context: Context<Env>) => ({
  "www-authenticate": context.req.header("sec-fetch-mode")
    ? "Session"
    : 'Basic realm="edgeward console", charset="UTF-8"',
});

/** @see RFC 7617, section 2 */
function basicIn(header: string | undefined): Login | undefined {
  const [, encoded] = /^basic +([a-z0-9+/]+={0,2})$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
