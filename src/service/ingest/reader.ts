import type { Point } from "../point.ts";

/** Why a message, or a part of it, became no point. */
type MalformedReason =
  | "bad_line"
  | "bad_time"
  | "no_field"
  | "no_name"
  | "not_json"
  | "number_out_of_range"
  | "reserved_tag"
  | "too_deep"
  | "too_large"
  | "wrong_type";

export interface Malformed {
  readonly reason: MalformedReason;
  /** For people; holds nothing of the payload. */
  readonly detail: string;
}

/**
 * Reads one message of one topic for one input: adds what is right to `points`, and answers with what was wrong.
 * It never throws, whatever the text.
 */
export type Reader = (text: string, points: Point[]) => Malformed | undefined;

export const malformed = {
  badTime: { reason: "bad_time", detail: "the time is missing, or not as json_time_format says" },
  noField: { reason: "no_field", detail: "no number in it, and no string or boolean that json_string_fields names" },
  noName: { reason: "no_name", detail: "json_name_key names an empty string" },
  notJson: { reason: "not_json", detail: "not JSON" },
  number: { reason: "number_out_of_range", detail: "a number that does not fit a 64-bit float" },
  reservedTag: { reason: "reserved_tag", detail: "a tag cannot be named time" },
  tooDeep: { reason: "too_deep", detail: "too many objects and arrays within each other" },
  tooLarge: { reason: "too_large", detail: "names of tags and fields are too long" },
  wrongType: { reason: "wrong_type", detail: "neither an object nor an array of objects" },
} as const satisfies Record<string, Malformed>;
