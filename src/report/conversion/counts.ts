/** How many fields of the source meet which fate. Each field counts once for each way to the swarm. */
import type { Disposition, Fate } from "../../model/conversion.ts";

export interface Counts {
  readonly fields: number;
  readonly kept: number;
  readonly mapped: number;
  readonly lost: number;
  /** Of those lost: what suffers. */
  readonly weakens: { readonly security: number; readonly behaviour: number; readonly nothing: number };
}

/** Through the stack file and `docker stack deploy`, or through the Engine API. */
export type Way = "file" | "api";

export type Lost = Extract<Fate, { fate: "lost" }>;

const fateOf = (disposition: Disposition, way: Way): Fate =>
  way === "api" ? (disposition.api ?? disposition.file) : disposition.file;

export function countFates(dispositions: readonly Disposition[], way: Way): Counts {
  const fates = { kept: 0, mapped: 0, lost: 0 };
  const weakens = { security: 0, behaviour: 0, nothing: 0 };
  for (const disposition of dispositions) {
    const fate = fateOf(disposition, way);
    fates[fate.fate]++;
    if (fate.fate === "lost") weakens[fate.weakens]++;
  }
  return { fields: dispositions.length, ...fates, weakens };
}
