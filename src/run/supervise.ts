/** Watches over a running stack: what ends by itself is said, and started again with back-off. */
import type { Engine } from "../engine/engine.ts";
import type { ServiceName } from "../model/name.ts";
import type { Wanted } from "../model/plan.ts";
import { isServer, stepsTo } from "../plan/steps.ts";
import type { Clock } from "./clock.ts";
import type { Tell } from "./tell.ts";

export interface SuperviseOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Whether this process is still the one that watches: after a takeover that it slept through, it must not start anything. */
  readonly isOurs?: () => Promise<boolean>;
}

const lookMs = 500;
const firstBackoffMs = 250;
const longestBackoffMs = 30_000;
/** A service that served this long has got over it: its next crash counts as the first again. */
const forgivenMs = 60_000;

interface History {
  times: number;
  /** Monotonic milliseconds. */
  lastAt: number;
  startAt: number;
}

/**
 * Runs until the signal fires; a start that fails is just tried again, later.
 * @param wanted asked at each look: users may have been added meanwhile
 */
export async function supervise(
  wanted: () => Promise<readonly Wanted[]>,
  options: SuperviseOptions,
  signal: AbortSignal,
): Promise<void> {
  const { engine, clock, tell } = options;
  const histories = new Map<ServiceName, History>();
  /** Those that we ended ourselves, to start them with another definition. */
  const ended = new Set<ServiceName>();
  while (!signal.aborted) {
    try {
      if (options.isOurs && !(await options.isOurs())) return;
      const seen = await engine.observe(signal);
      for (const step of stepsTo(await wanted(), seen)) {
        // A client's new password may not be in its file yet: whoever rotates it tells the client.
        if (step.step === "reload" && !isServer(step.wanted)) continue;
        if (step.step === "stop") ended.add(step.service);
        if (step.step !== "start") await engine.perform(step, signal);
        else if (ended.has(step.wanted.launch.service) || isDue(step.wanted.launch.service, histories, clock, tell)) {
          ended.delete(step.wanted.launch.service);
          const what = `start ${step.wanted.launch.service}`;
          const from = clock.elapsed();
          await engine.perform(step, signal);
          tell({ event: "done", what, tookMs: clock.elapsed() - from });
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      tell({
        event: "failed",
        what: "keeping the stack up",
        why: error instanceof Error ? error.message : String(error),
      });
    }
    await clock.sleep(lookMs, signal).catch(() => undefined);
  }
}

/** Notes a service's absence, says it once, and answers whether its back-off is over. */
function isDue(service: ServiceName, histories: Map<ServiceName, History>, clock: Clock, tell: Tell): boolean {
  const now = clock.elapsed();
  const history = histories.get(service);
  if (history && history.startAt > now) return false;
  if (history && history.startAt > history.lastAt) {
    // Waited long enough: this start is that of the crash already told.
    history.lastAt = history.startAt;
    return true;
  }
  const times = history && now - history.lastAt < forgivenMs ? history.times + 1 : 1;
  const againInMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (times - 1));
  histories.set(service, { times, lastAt: now, startAt: now + againInMs });
  tell({ event: "crashed", service, times, againInMs });
  return false;
}
