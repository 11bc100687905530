/** Strings as bytes: each text once, then which row has which, since states and names repeat. */
import { ByteReader, type ByteWriter, damaged } from "./bytes.ts";
import { pack, unpack } from "./packed.ts";
import type { Scratch } from "./scratch.ts";
import { readWholeNumbers, writeWholeNumbers } from "./whole-numbers.ts";

export function writeTexts(to: ByteWriter, scratch: Scratch, values: readonly string[]): void {
  const numbers = new Map<string, number>();
  scratch.bytes.clear();
  const which = Float64Array.from(values, (text) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    scratch.bytes.text(text);
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  });
  to.varint(numbers.size);
  pack(to, scratch.bytes.written(), "text");
  writeWholeNumbers(to, scratch, which, which.length);
}

export function readTexts(from: ByteReader, count: number): string[] {
  const size = from.varint();
  if (size > count) throw damaged("a column of the store has more texts than rows");
  const packed = new ByteReader(unpack(from));
  const texts = Array.from({ length: size }, () => packed.text());
  return Array.from(readWholeNumbers(from, count), (number) => {
    const text = texts[number];
    if (text === undefined) throw damaged("a column of the store names a text that it does not have");
    return text;
  });
}
