/** Whether to go on waiting for a stack, from how its services stand. */
import type { Standing } from "./standing.ts";

export interface Stood {
  readonly service: string;
  /** Absent: not made yet, since it waits for another. */
  readonly standing?: Standing;
  /** How long it has stood so, in milliseconds. */
  readonly forMs: number;
  /** Nobody minds that it fails: it is given what it needs later. */
  readonly excused: boolean;
  /** It is tried again so many times before the swarm gives it up: what it waits for may take that long. */
  readonly attempts: number;
}

export type Verdict =
  | { readonly is: "ready" }
  | { readonly is: "wait" }
  | { readonly is: "stuck"; readonly services: readonly Stood[] };

/** Milliseconds after which what nothing moves will not move: nodes that join, addresses that are let go, first failures are over by then. */
const graceMs = 15_000;
/** Failures in a row that are no accident. */
const loop = 3;

/** @param settledMs how long nothing but failures has gone on; see `isSettled` */
export function verdictOf(all: readonly Stood[], settledMs: number): Verdict {
  const open = all.filter(({ standing, excused }) => standing?.is !== "ready" && !excused);
  if (open.length === 0) return { is: "ready" };
  const settled = isSettled(all) && settledMs >= graceMs;
  const stuck = open.filter((one) => isStuck(one, settled));
  return stuck.length > 0 ? { is: "stuck", services: stuck } : { is: "wait" };
}

/** Whether no service is on its way any more: what fails now, fails for reasons of its own. */
export const isSettled = (all: readonly Stood[]): boolean => all.every(({ standing }) => standing?.is !== "waiting");

function isStuck({ standing, forMs, attempts }: Stood, settled: boolean): boolean {
  if (standing?.is === "unplaced") return settled && forMs >= graceMs;
  if (standing?.is !== "failing") return false;
  return standing.final || (settled && attempts === 0 && standing.times >= loop);
}
