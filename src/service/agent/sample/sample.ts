/** What a source saw at one moment: one object of a JSON message, or the points of one line-protocol message. */
import type { FieldValue } from "../../point.ts";

export interface Sample {
  readonly measurement: string;
  /** Nanoseconds since the epoch; differs between samples of one series, since a store keeps one point a time. */
  readonly timeNs: bigint;
  /** A bigint is an integer, a number a float; no NaN, no infinities; never named `time`, which InfluxDB keeps for itself. */
  readonly fields: readonly (readonly [name: string, value: FieldValue])[];
  /** In line protocol each field becomes a point of its own, `value`, told apart by a tag of this name. */
  readonly splitBy?: string;
}
