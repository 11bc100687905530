/** Samples → the payload of one MQTT message. */
import { formatPoint } from "../../line-protocol/format.ts";
import type { FieldValue, Point } from "../../point.ts";
import type { Sample } from "./sample.ts";

export interface Envelope {
  /** Number of the message on its topic. */
  readonly seq: number;
  /** This machine's name; "" leaves it out. */
  readonly host: string;
}

/**
 * `influx`: a line for each point, each with the tag `host` and the integer field `seq`.
 * `json`: one flat object with `host`, `seq`, `timestamp` (milliseconds since the epoch) and the fields; several samples are an array.
 */
export function encode(format: "json" | "influx", samples: readonly Sample[], envelope: Envelope): Buffer {
  if (format === "influx") {
    const lines = samples.flatMap((sample) => pointsOf(sample, envelope)).map(formatPoint);
    return Buffer.from(lines.filter((line) => line !== "").join("\n"));
  }
  const objects = samples.map((sample) => objectOf(sample, envelope));
  return Buffer.from(JSON.stringify(objects.length === 1 ? objects[0] : objects));
}

function pointsOf(sample: Sample, { seq, host }: Envelope): Point[] {
  const { measurement, timeNs, fields, splitBy } = sample;
  const count = ["seq", BigInt(seq)] as const;
  const origin = host === "" ? [] : [["host", host] as const];
  if (splitBy === undefined) return [{ measurement, timeNs, tags: origin, fields: [...fields, count] }];
  return fields.map(([name, value]) => ({
    measurement,
    timeNs,
    tags: [...origin, [splitBy, name] as const].sort(([a], [b]) => (a < b ? -1 : 1)),
    fields: [["value", value], count],
  }));
}

function objectOf({ timeNs, fields }: Sample, { seq, host }: Envelope): object {
  const plain = fields.map(([name, value]): [string, Exclude<FieldValue, bigint>] => [
    name,
    typeof value === "bigint" ? Number(value) : value,
  ]);
  const timestamp = Number(timeNs / 1_000_000n);
  return Object.fromEntries([
    ...(host === "" ? [] : [["host", host]]),
    ["seq", seq],
    ["timestamp", timestamp],
    ...plain,
  ]);
}
