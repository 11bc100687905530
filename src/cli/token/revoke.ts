import { showRevoked } from "../../report/news/tokens.ts";
import { revokeTokens } from "../../run/tokens/revoke-tokens.ts";
import { type Context, exit } from "../context.ts";
import { type TokenOptions, withTokens } from "./token-request.ts";

/** `edgeward token revoke`: 3 where the store could not be told. */
export async function revokeTheseTokens(
  options: TokenOptions,
  context: Context,
  ...services: string[]
): Promise<number> {
  return withTokens(options, context, async (tools) => {
    const revoked = await revokeTokens(services, tools, context.signal);
    context.screen.out(
      options.format === "json" ? JSON.stringify(revoked, undefined, 2) : showRevoked(revoked, tools.desk.stack),
    );
    return revoked.every(({ atStore }) => atStore) ? exit.done : exit.notDone;
  });
}
