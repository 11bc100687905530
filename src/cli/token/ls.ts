import { isWell } from "../../model/token.ts";
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
    if (tokens.some(({ state }) => state === "in-doubt")) return exit.notDone;
    return tokens.every(isWell) ? exit.done : exit.findingFailed;
  });
}
