import { Fault } from "../../model/fault.ts";
import { showRotatedTokens } from "../../report/news/tokens.ts";
import { rotateTokens } from "../../run/tokens/rotate-tokens.ts";
import { type Context, exit } from "../context.ts";
import { type TokenOptions, withTokens } from "./token-request.ts";

/** `edgeward token rotate`. */
export async function rotateTheseTokens(
  options: TokenOptions & { readonly all?: boolean },
  context: Context,
  ...services: string[]
): Promise<number> {
  const { all = false } = options;
  if (all === services.length > 0)
    throw new Fault("bad-command-line", "whose token is to be rotated?", "Name services, or say --all.");
  return withTokens(options, context, async (tools) => {
    const rotated = await rotateTokens(services, tools, context.signal);
    context.screen.out(options.format === "json" ? JSON.stringify(rotated, undefined, 2) : showRotatedTokens(rotated));
    return exit.done;
  });
}
