/** A manager may be restarted, or lose its leader, while we are at it: what was begun goes on when it answers again. */
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import { Fault } from "../../../model/fault.ts";
import type { Clock } from "../../clock.ts";
import type { Tell } from "../../tell.ts";

const lookAgainMs = 1_000;

/** @throws what `ask` throws, when it is no outage or one that lasts longer than `patienceMs` */
export async function throughOutages<T>(
  ask: () => Promise<T>,
  { clock, tell, patienceMs }: { readonly clock: Clock; readonly tell: Tell; readonly patienceMs: number },
  signal: AbortSignal,
): Promise<T> {
  const from = clock.elapsed();
  for (let told = false; ; ) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!isOutage(error) || clock.elapsed() - from > patienceMs) throw error;
      if (!told) tell({ event: "failed", what: "the manager", why: `${wordsOf(error)}; waiting for it` });
      told = true;
      await clock.sleep(lookAgainMs, signal);
    }
  }
}

/** @see moby, daemon/cluster/errors.go, and swarmkit: what an engine says while it has no leader, or is none of a swarm yet */
const passing =
  /leader|not a swarm manager|deadline exceeded|code = (Unavailable|DeadlineExceeded|Canceled)|connection (refused|reset|error|closed)|shutting down/i;

function isOutage(error: unknown): boolean {
  if (error instanceof Fault) return error.code === "unreachable";
  return error instanceof EngineRefusal && error.status >= 500 && passing.test(error.message);
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
