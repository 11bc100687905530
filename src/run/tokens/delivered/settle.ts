import { Fault } from "../../../model/fault.ts";
import type { TokenPlace } from "../../../model/token.ts";
import type { TokenTools } from "../token-tools.ts";
import { revokeStray } from "./clear-stray.ts";

/** An image may have to be fetched first. */
const patienceMs = 5 * 60_000;
const lookMs = 500;

/** Waits until the service runs with the secret. @throws Fault "not-ready" with what its task says */
export async function settle(
  { desk, clock }: TokenTools,
  { service }: TokenPlace,
  secret: string,
  signal: AbortSignal,
): Promise<void> {
  const began = clock.elapsed();
  for (;;) {
    const settled = await desk.isSettled(service, secret, signal);
    if (settled.is) break;
    if (clock.elapsed() - began > patienceMs) {
      const what = `${service} has its token and does not run with it: ${settled.says ?? "no task of it is there"}`;
      throw new Fault("not-ready", what, `See \`docker service ps ${desk.stack}_${service}\`.`);
    }
    await clock.sleep(lookMs, signal);
  }
}

/** Takes away what a service had before; where the store cannot be told of a token that has an accessor, a watch does it later. */
export async function tidy(
  { desk }: Pick<TokenTools, "desk">,
  { service, file }: TokenPlace,
  signal: AbortSignal,
): Promise<void> {
  for (const stray of await desk.strays(signal)) {
    if (stray.service !== service || stray.file !== file) continue;
    if (await revokeStray(stray, { desk }, signal)) await desk.remove(stray.secret, signal);
  }
}
