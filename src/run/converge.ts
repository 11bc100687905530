/** Looks, plans, performs and looks again until everything that is wanted serves. A crash is just another starting point. */
import type { Engine } from "../engine/engine.ts";
import { Fault } from "../model/fault.ts";
import type { Observed, Step, Wanted } from "../model/plan.ts";
import { stepsTo, unready } from "../plan/steps.ts";
import type { Clock } from "./clock.ts";
import type { Tell } from "./tell.ts";

export interface ConvergeOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly tell: Tell;
  /** How long a service may take from its start to being healthy, in milliseconds. */
  readonly deadlineMs: number;
}

/** Between two looks, while a service gets ready; milliseconds. */
const lookAgainMs = 20;

/**
 * @returns what was seen when all of it was healthy
 * @throws Fault "not-ready" when a service is not healthy in time, with what the service says of itself
 */
export async function converge(
  wanted: readonly Wanted[],
  options: ConvergeOptions,
  signal: AbortSignal,
): Promise<Observed> {
  const { engine, clock, deadlineMs } = options;
  let quietSince = clock.elapsed();
  for (;;) {
    signal.throwIfAborted();
    const seen = await engine.observe(signal);
    const steps = stepsTo(wanted, seen);
    const waiting = unready(
      wanted.map((one) => one.launch),
      seen,
    );
    if (steps.length === 0 && waiting.length === 0) return seen;
    for (const step of steps) await performTold(step, options, signal);
    if (steps.length > 0) quietSince = clock.elapsed();
    else if (clock.elapsed() - quietSince > deadlineMs) throw notReady(waiting, seen);
    else await clock.sleep(lookAgainMs, signal);
  }
}

async function performTold(step: Step, { engine, clock, tell }: ConvergeOptions, signal: AbortSignal): Promise<void> {
  const what =
    step.step === "stop" ? `stop ${step.service}: ${step.why}` : `${step.step} ${step.wanted.launch.service}`;
  const from = clock.elapsed();
  tell({ event: "began", what });
  try {
    await engine.perform(step, signal);
  } catch (error) {
    tell({ event: "failed", what, why: error instanceof Error ? error.message : String(error) });
    throw error;
  }
  tell({ event: "done", what, tookMs: clock.elapsed() - from });
}

function notReady(waiting: readonly string[], seen: Observed): Fault {
  const details = waiting.map((name) => {
    const service = seen.services.find((one) => one.service === name);
    return service ? `${name}: ${service.detail}` : `${name}: does not run`;
  });
  return new Fault(
    "not-ready",
    `not ready in time — ${details.join("; ")}`,
    `See \`edgeward logs ${waiting[0] ?? ""}\`.`,
  );
}
