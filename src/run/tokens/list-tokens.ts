import type { TokenReport } from "../../model/token.ts";
import { examine } from "./examine.ts";
import type { TokenTools } from "./token-tools.ts";

/** Every place of the stack, and what the store says of its token. Changes nothing. */
export async function listTokens({ desk, clock }: TokenTools, signal: AbortSignal): Promise<readonly TokenReport[]> {
  const reports: TokenReport[] = [];
  for (const place of await desk.places(signal)) {
    const { report } = await examine(place, desk, ({ token }) => token.lookUp(signal), clock.now, signal);
    reports.push(report);
  }
  return reports;
}
