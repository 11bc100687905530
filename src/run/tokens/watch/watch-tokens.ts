/**
 * Looks after a stack's tokens until it is told to stop: every so often, when one is due, and when an engine says that something happened.
 * Invariants: between two looks there is a wait; what fails waits longer each time; what is remembered can be lost.
 */
import { Fault } from "../../../model/fault.ts";
import { backOffMs } from "../../../plan/tokens/back-off.ts";
import type { TokenTools } from "../token-tools.ts";
import { Bell } from "./bell.ts";
import { WatchMemory } from "./watch-memory.ts";
import { type Round, watchRound } from "./watch-round.ts";
import type { WatchStatus } from "./watch-status.ts";

export interface WatchOptions {
  readonly everyMs: number;
  /** One look, and what it finds to do. */
  readonly once: boolean;
  readonly pid: number;
  /** After each look. */
  note(status: WatchStatus): Promise<void>;
}

/** Shortest wait between two looks. */
const leastMs = 1_000;
/** A token's file is written some seconds after its service has started: so many looks in a row are quick ones then. */
const quickLooks = 15;
const fewLooks = 3;

/** @returns the last status @throws the signal's reason when it is told to stop */
export async function watchTokens(tools: TokenTools, options: WatchOptions, signal: AbortSignal): Promise<WatchStatus> {
  const { clock } = tools;
  const memory = new WatchMemory();
  const bell = new Bell();
  const startedAtMs = clock.now();
  await using _ears = options.once ? undefined : listening(tools, memory, bell, signal);
  let failures = 0;
  let unnoted = "";
  /** Tokens matter more than what is written down about them: a full disk ends no watch. */
  const noted = async (status: WatchStatus): Promise<void> => {
    const why = await options.note(status).then(
      () => "",
      (error: unknown) => (error instanceof Error ? error.message : "it failed"),
    );
    if (why !== "" && why !== unnoted) tools.tell({ event: "failed", what: "write down what was seen", why });
    unnoted = why;
  };
  for (let quick = 0; ; quick--) {
    const before = memory.actions;
    const looked = await look(tools, memory, signal);
    // What was done is looked at soon.
    if (memory.actions > before) quick = Math.max(quick, fewLooks);
    failures = looked.fault ? failures + 1 : 0;
    const lookedAtMs = clock.now();
    const patienceMs = looked.fault ? backOffMs(failures) : quick > 0 ? leastMs : options.everyMs;
    const waitMs = Math.max(leastMs, Math.min(patienceMs, (looked.nextAtMs ?? Infinity) - lookedAtMs));
    const status: WatchStatus = {
      stack: tools.desk.stack,
      pid: options.pid,
      startedAtMs,
      lookedAtMs,
      nextLookAtMs: lookedAtMs + waitMs,
      tokens: looked.reports,
      acts: memory.acts,
      ...(looked.fault && { fault: looked.fault }),
    };
    await noted(status);
    if (options.once) return status;
    if (await bell.wait(leastMs, waitMs, clock, signal)) quick = quickLooks;
  }
}

interface Looked extends Round {
  readonly fault?: { readonly what: string; readonly remedy: string };
}

async function look(tools: TokenTools, memory: WatchMemory, signal: AbortSignal): Promise<Looked> {
  try {
    return await watchRound(tools, memory, signal);
  } catch (error) {
    signal.throwIfAborted();
    const what = error instanceof Error ? error.message : "the swarm could not be looked at";
    const remedy = error instanceof Fault ? error.remedy : "It is tried again.";
    tools.tell({ event: "failed", what: "look at the swarm", why: what });
    return { reports: [], fault: { what, remedy } };
  }
}

/** Hears the engines, and tries again when one goes away. */
function listening(tools: TokenTools, memory: WatchMemory, bell: Bell, signal: AbortSignal): AsyncDisposable {
  const { desk, clock } = tools;
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const hear = async () => {
    let isDeaf = false;
    for (let failures = 0; !both.aborted; ) {
      const began = clock.elapsed();
      await desk
        .nudges((service) => {
          // Whatever is no service with a token may be the store itself: it may know other tokens now. Who heard nothing missed its start.
          if (isDeaf || (service !== "" && !memory.services.has(service))) {
            isDeaf = false;
            memory.suspectStore(clock.elapsed());
          }
          bell.ring();
        }, both)
        .catch(() => undefined);
      isDeaf = true;
      memory.forgetLeases();
      failures = clock.elapsed() - began > settledMs ? 1 : failures + 1;
      await clock.sleep(backOffMs(failures), both).catch(() => undefined);
    }
  };
  const heard = hear();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await heard;
    },
  };
}

/** Listening that lasted as long was no failure. */
const settledMs = 60_000;
