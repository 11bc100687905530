/** What a series and a field are called, and how that is written down. */
import { type ByteReader, type ByteWriter, damaged } from "./bytes.ts";
import { type FieldKind, kinds } from "./rows.ts";

export interface SeriesKey {
  readonly database: string;
  readonly measurement: string;
  /** Sorted by key. */
  readonly tags: readonly (readonly [key: string, value: string])[];
}

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

export function writeKey(to: ByteWriter, { database, measurement, tags }: SeriesKey): void {
  to.text(database);
  to.text(measurement);
  to.varint(tags.length);
  for (const [key, value] of tags) {
    to.text(key);
    to.text(value);
  }
}

export function readKey(from: ByteReader): SeriesKey {
  const database = from.text();
  const measurement = from.text();
  const tags = Array.from({ length: from.varint() }, () => [from.text(), from.text()] as const);
  return { database, measurement, tags };
}

export function writeField(to: ByteWriter, { name, kind }: Field): void {
  to.text(name);
  to.u8(kinds.indexOf(kind));
}

export function readField(from: ByteReader): Field {
  const name = from.text();
  const kind = kinds[from.u8()];
  if (!kind) throw damaged(`field ${name} of an unknown kind`);
  return { name, kind };
}
