import type { Observed } from "../model/plan.ts";
import { isServer, reloadsTo } from "../plan/steps.ts";
import type { Clock } from "./clock.ts";
import { converge } from "./converge.ts";
import type { Prepared } from "./prepare.ts";
import type { Tell } from "./tell.ts";
import { serverFiles } from "./users/server-files.ts";

/** A service that is not healthy by then never will be without a person; milliseconds. */
const readyMs = 20_000;

/** Makes the secrets that are missing, writes each service its files, and starts what does not run yet. Safe to run at any time. */
export async function bringUp(prepared: Prepared, clock: Clock, tell: Tell, signal: AbortSignal): Promise<Observed> {
  const { site } = prepared;
  // Read under the lock: a user may have been added since the stack was read.
  const planned = prepared.withBook(await site.users.read());
  const { hardened } = planned;
  const from = clock.elapsed();
  const made = await site.keys.ensure(hardened.secrets);
  // As in a rotation, which may have been interrupted: servers that run know a password before a client's file holds it.
  await site.keys.place(serverFiles(planned));
  for (const step of reloadsTo(await prepared.wanted(), await site.engine.observe(signal)))
    if (step.step === "reload" && isServer(step.wanted)) await site.engine.perform(step, signal);
  await site.keys.fill(hardened.generated, "owner");
  const detail = made.length === 0 ? "all there" : `${made.length} made`;
  tell({ event: "done", what: "keys and certificates", tookMs: clock.elapsed() - from, detail });
  return converge(await prepared.wanted(), { engine: site.engine, clock, tell, deadlineMs: readyMs }, signal);
}
