import type { Measurement } from "../live/series.ts";
import type { Group } from "./groups.ts";
import type { View } from "./view.ts";

/** A query, looked up: which series, in which groups, between which times. */
export interface Question {
  readonly measurement: Measurement;
  readonly groups: readonly Group[];
  readonly view: View;
  /** Inclusive. */
  readonly fromNs: bigint;
  /** Exclusive. */
  readonly toNs: bigint;
}
