import { showDelivered } from "../../report/news/tokens.ts";
import { deliverTokens } from "../../run/tokens/deliver-tokens.ts";
import { type Context, exit } from "../context.ts";
import { type TokenOptions, withTokens } from "./token-request.ts";

/** `edgeward token deliver`. */
export async function deliverTheseTokens(
  options: TokenOptions,
  context: Context,
  ...services: string[]
): Promise<number> {
  return withTokens(options, context, async (tools) => {
    const delivered = await deliverTokens(services, tools, context.signal);
    context.screen.out(
      options.format === "json" ? JSON.stringify(delivered, undefined, 2) : showDelivered(delivered, tools.desk.stack),
    );
    return exit.done;
  });
}
