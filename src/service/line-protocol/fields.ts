import type { FieldValue } from "../point.ts";

export type Field = readonly [key: string, value: FieldValue];

/** From this many fields on, a set finds duplicates faster than looking at all pairs. */
const manyFields = 16;

/** Of several fields of one name the last counts, in the place of the first: what influxd makes of them. */
export function lastOfEach(fields: readonly Field[]): readonly Field[] {
  return hasTwins(fields) ? [...new Map(fields)] : fields;
}

function hasTwins(fields: readonly Field[]): boolean {
  if (fields.length > manyFields) return new Set(fields.map(([key]) => key)).size < fields.length;
  for (let i = 1; i < fields.length; i++) {
    for (let j = 0; j < i; j++) if (fields[i]?.[0] === fields[j]?.[0]) return true;
  }
  return false;
}
