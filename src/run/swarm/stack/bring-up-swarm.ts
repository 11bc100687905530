/**
 * Looks, plans, performs and looks again until each service runs as it is wanted. A crash at any moment is just another starting point:
 * nothing is remembered here, the swarm's labels are the truth.
 */
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import type { SwarmEngine } from "../../../engine/swarm-engine.ts";
import { Fault } from "../../../model/fault.ts";
import { type SwarmSeen, type SwarmStep, type SwarmWish, specLabel } from "../../../model/swarm-plan.ts";
import type { ImageMove } from "../../../plan/swarm-steps/image-moves.ts";
import { leftovers } from "../../../plan/swarm-steps/leftovers.ts";
import { stepsTo } from "../../../plan/swarm-steps/steps.ts";
import { verdictOf } from "../../../plan/swarm-steps/verdict.ts";
import type { Clock } from "../../clock.ts";
import type { Tell } from "../../tell.ts";
import { Looks } from "./looks.ts";
import { throughOutages } from "./outage.ts";
import { StackStandings } from "./stack-standings.ts";
import { stepWords } from "./step-words.ts";
import { notReady, refused, type Words } from "./why-not.ts";

interface BringUpOptions extends Words {
  readonly engine: SwarmEngine;
  readonly clock: Clock;
  readonly tell: Tell;
  /** How long services may take after the last step, in milliseconds. */
  readonly timeoutMs: number;
  /** What has just been seen, all of it: then it is not asked again. */
  readonly seen?: SwarmSeen;
}

const lookAgainMs = 500;

/**
 * @returns what was seen when all of it ran
 * @throws Fault "bad-input" when the swarm as it is stands in the way, "not-ready" when a service does not come up, each in one line
 */
export async function bringUpSwarm(
  wish: SwarmWish,
  moves: readonly ImageMove[],
  options: BringUpOptions,
  signal: AbortSignal,
): Promise<SwarmSeen> {
  const { engine, clock, timeoutMs } = options;
  let first = options.seen;
  const patience = { ...options, patienceMs: timeoutMs };
  const standings = new StackStandings(clock, options.tell);
  const done = new Map<string, number>();
  const looks = new Looks(engine, wish.stack);
  let quietSince = clock.elapsed();
  let sent = false;
  for (;;) {
    signal.throwIfAborted();
    const seen = first ?? (await throughOutages(() => looks.next(signal), patience, signal));
    first = undefined;
    const { steps, refusals } = stepsTo(wish, seen);
    if (refusals.length > 0) throw refused(refusals);
    const next = steps.filter((step) => mayBeDone(step, done));
    if (next.length > 0 && looks.whole()) continue;
    for (const step of next) {
      if (!sent && /^(create|update)-service$/.test(step.step)) {
        await sendImages(moves, options, signal);
        sent = true;
      }
      await performTold(step, options, patience, signal);
      done.set(keyOf(step), (done.get(keyOf(step)) ?? 0) + 1);
    }
    if (next.length > 0) {
      quietSince = clock.elapsed();
      continue;
    }
    const { all, settledMs } = standings.look(wish, seen);
    const verdict = verdictOf(all, settledMs);
    if (verdict.is === "stuck") throw await notReady(verdict.services, options, signal);
    if (verdict.is === "ready" && looks.whole()) continue;
    if (verdict.is === "ready") {
      const { steps: left, soon } = leftovers(wish, seen);
      const unused = left.filter((step) => (done.get(keyOf(step)) ?? 0) < removals);
      // What replaced tasks use is nobody's when they have ended; some take their time, and the next `up` finds what they leave.
      if (unused.length === 0 && !(soon && settledMs < endingMs)) return seen;
      if (unused.length === 0) await clock.sleep(lookAgainMs, signal);
      for (const step of unused) {
        await removeUnused(step, options, patience, signal);
        done.set(keyOf(step), (done.get(keyOf(step)) ?? 0) + 1);
      }
      continue;
    }
    if (clock.elapsed() - quietSince > timeoutMs) {
      const open = all.filter(({ standing, excused }) => standing?.is !== "ready" && !excused);
      throw await notReady(open, options, signal);
    }
    await clock.sleep(lookAgainMs, signal);
  }
}

type Patience = Parameters<typeof throughOutages>[1];

async function performTold(
  step: SwarmStep,
  { engine, clock, tell }: BringUpOptions,
  patience: Patience,
  signal: AbortSignal,
) {
  const from = clock.elapsed();
  try {
    await throughOutages(() => engine.perform(step, signal), patience, signal);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    const what = `the engine refuses to ${stepWords(step)}: ${error.message}`;
    throw new Fault("start-failed", what, "Change what it names in the compose file, and run this again.", {
      cause: error,
    });
  }
  tell({ event: "done", what: stepWords(step), tookMs: clock.elapsed() - from, detail: step.why });
}

/** What is still in use after all, by somebody who came meanwhile, stays; the next `up` finds it. */
async function removeUnused(step: SwarmStep, options: BringUpOptions, patience: Patience, signal: AbortSignal) {
  try {
    await performTold(step, options, patience, signal);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "start-failed") throw error;
  }
}

async function sendImages(moves: readonly ImageMove[], { engine, clock, tell }: BringUpOptions, signal: AbortSignal) {
  for (const { image, from, to } of moves) {
    const start = clock.elapsed();
    await engine.sendImage(image, from, to, signal);
    const detail = `${from.hostname} had it`;
    tell({ event: "done", what: `send image ${image} to ${to.hostname}`, tookMs: clock.elapsed() - start, detail });
  }
}

/** Milliseconds that tasks on their way out are waited for, and times that what they used is tried to be removed. */
const endingMs = 60_000;
const removals = 3;

/** As often as a name may be on its way out when it is made again. */
const attempts = 20;

/**
 * A service is updated once in a run: what the swarm then makes of it, a rollback among it, is told and not fought. All else may be
 * undone by others, and is done again; not for ever.
 */
function mayBeDone(step: SwarmStep, done: ReadonlyMap<string, number>): boolean {
  const times = done.get(keyOf(step)) ?? 0;
  if (step.step === "update-service") return times === 0;
  if (times < attempts) return true;
  const remedy = "See what else changes this swarm; then run this again.";
  throw new Fault("changed-meanwhile", `to ${stepWords(step)} has no effect`, remedy);
}

const keyOf = (step: SwarmStep): string =>
  `${stepWords(step)} ${"spec" in step ? (step.spec.Labels[specLabel] ?? "") : ""}`;
