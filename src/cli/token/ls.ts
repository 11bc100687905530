import { isWell, type TokenReport } from "../../model/token.ts";
import { showTokens, tokensJson } from "../../report/news/tokens.ts";
import { listTokens } from "../../run/tokens/list-tokens.ts";
import { type Context, exit } from "../context.ts";
import { type TokenOptions, withTokens } from "./token-request.ts";

/** `edgeward token ls`: 1 when a token has ended or cannot be had, 3 when that is not known. */
export async function listStackTokens(options: TokenOptions, context: Context): Promise<number> {
  return withTokens(options, context, async (tools) => {
    const tokens = await listTokens(tools, context.signal);
    const { paint, width } = context.screen;
    const nowMs = tools.clock.now();
    context.screen.out(options.format === "json" ? tokensJson(tokens) : showTokens(tokens, { paint, width, nowMs }));
    return statusOf(tokens);
  });
}

/** A token whose store gave no answer is what its file says, and nobody knows that. */
export function statusOf(tokens: readonly TokenReport[]): number {
  const isInDoubt = (token: TokenReport) => token.state === "in-doubt" || (isWell(token) && token.fault !== undefined);
  if (tokens.some((token) => !isWell(token) && !isInDoubt(token))) return exit.findingFailed;
  return tokens.some(isInDoubt) ? exit.notDone : exit.done;
}
