import { Fault } from "../../model/fault.ts";
import type { TokenPlace } from "../../model/token.ts";
import type { TokenTools } from "./token-tools.ts";

/** An image may have to be fetched first. */
const patienceMs = 5 * 60_000;
const lookMs = 500;

/**
 * Waits until the service runs with the secret, then takes away those that it had before.
 * @throws Fault "not-ready" with what its task says
 */
export async function settle(
  { desk, clock }: TokenTools,
  { service, file }: TokenPlace,
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
  for (const stray of await desk.strays(signal)) {
    if (stray.service === service && stray.file === file) await desk.remove(stray.secret, signal);
  }
}
