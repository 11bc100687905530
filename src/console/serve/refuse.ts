import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Refusal } from "../answers.ts";

/** Says no in the way that the page understands. */
export function refuse(
  context: Context,
  status: ContentfulStatusCode,
  error: Refusal["error"],
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return context.json({ error, message } satisfies Refusal, status, headers);
}
