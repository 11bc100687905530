import { Fault } from "../model/fault.ts";
import { stepsDown } from "../plan/steps.ts";
import type { Clock } from "./clock.ts";
import type { Tell } from "./tell.ts";
import type { Site } from "./tools.ts";

export interface TeardownOptions {
  /** Also removes what the services stored. */
  readonly volumes: boolean;
  /** Also removes passwords, CA and certificates, and with them the users that a person added. */
  readonly keys: boolean;
}

/** Removes all that we made, whoever started it and however that ended; running it again finds nothing to do. */
export async function teardown(
  site: Site,
  what: TeardownOptions,
  clock: Clock,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  try {
    await site.supervision.dismiss();
    for (const step of stepsDown(await site.engine.observe(signal), "the stack goes down")) {
      const from = clock.elapsed();
      await site.engine.perform(step, signal);
      if (step.step === "stop") tell({ event: "done", what: `stop ${step.service}`, tookMs: clock.elapsed() - from });
    }
  } catch (error) {
    // With a damaged state nothing can be ended in order; clearing finds the processes without it.
    if (!(error instanceof Fault && error.code === "state-damaged")) throw error;
  }
  await site.engine.clear({ data: what.volumes }, signal);
  await site.keys.clear({ ring: what.keys });
  if (what.keys) await site.users.clear();
  await site.sweep();
}
