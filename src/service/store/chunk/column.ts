/** One field's column as bytes: its kind, which rows have a value, then the values. */
import { type ByteReader, type ByteWriter, damaged } from "./bytes.ts";
import { readFloats, readPlanes, writeFloats, writePlanes } from "./floats.ts";
import { pack, unpack } from "./packed.ts";
import { gather, type Presence, presenceOf, readPresence, spread, writePresence } from "./presence.ts";
import { type Column, kinds } from "./rows.ts";
import type { Scratch } from "./scratch.ts";
import { readTexts, writeTexts } from "./texts.ts";
import { readWholeNumbers, wholeLimit, writeWholeNumbers } from "./whole-numbers.ts";

const exact = 0;
const wide = 1;

export function writeColumn(to: ByteWriter, scratch: Scratch, column: Column, count: number): void {
  const presence = presenceOf(column.present, count);
  to.u8(kinds.indexOf(column.kind));
  writePresence(to, scratch, presence, count);
  switch (column.kind) {
    case "float":
      writeFloats(to, scratch, gather(column.values, presence));
      break;
    case "integer":
      writeIntegers(to, scratch, gather<Float64Array | BigInt64Array>(column.values, presence));
      break;
    case "boolean":
      pack(to, Buffer.from(gather(column.values, presence)), "numbers");
      break;
    case "string":
      writeTexts(
        to,
        scratch,
        column.values.slice(0, count).filter((_, row) => presence.present?.[row] !== 0),
      );
  }
}

export function readColumn(from: ByteReader, count: number): Column {
  const kind = kinds[from.u8()];
  if (!kind) throw damaged("a column of the store is of an unknown kind");
  const presence = readPresence(from, count);
  const present = presence.present && { present: presence.present };
  switch (kind) {
    case "float":
      return { kind, values: spread(readFloats(from, presence.filled), presence), ...present };
    case "integer": {
      const values = readIntegers(from, presence.filled);
      return { kind, values: spread<Float64Array | BigInt64Array>(values, presence), ...present };
    }
    case "boolean":
      return { kind, values: spread(new Uint8Array(unpack(from)), presence), ...present };
    case "string":
      return { kind, values: spreadTexts(readTexts(from, presence.filled), presence), ...present };
  }
}

/** Integers that a double holds exactly, nearly all, are handled as doubles: bigints cost ten times as much. */
function writeIntegers(to: ByteWriter, scratch: Scratch, values: Float64Array | BigInt64Array): void {
  const doubles = values instanceof Float64Array ? values : Float64Array.from(values, Number);
  if (doubles.every((value) => Math.abs(value) <= wholeLimit)) {
    to.u8(exact);
    writeWholeNumbers(to, scratch, doubles, doubles.length);
  } else {
    to.u8(wide);
    writePlanes(to, scratch, values instanceof BigInt64Array ? values : BigInt64Array.from(values, BigInt));
  }
}

function readIntegers(from: ByteReader, count: number): Float64Array | BigInt64Array {
  return from.u8() === exact ? readWholeNumbers(from, count) : new BigInt64Array(readPlanes(from, count));
}

function spreadTexts(values: readonly string[], { present }: Presence): readonly string[] {
  if (!present) return values;
  let next = 0;
  return Array.from(present, (here) => (here === 1 ? (values[next++] ?? "") : ""));
}
