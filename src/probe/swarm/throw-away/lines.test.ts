import assert from "node:assert/strict";
import { test } from "vitest";
import { asLines, unframe } from "./lines.ts";

const frame = (from: number, text: string) => {
  const head = Buffer.from([from, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
};

test("frames are found wherever the chunks are cut", () => {
  const all = Buffer.concat([frame(1, "one\n"), frame(2, ""), frame(2, "two\n")]);
  for (const step of [1, 5, 9, all.length]) {
    const take = unframe();
    const seen: string[] = [];
    for (let at = 0; at < all.length; at += step)
      seen.push(...take(all.subarray(at, at + step)).map(({ from, bytes }) => `${from}:${bytes}`));
    assert.deepEqual(seen, ["1:one\n", "2:", "2:two\n"], `${step}`);
  }
});

test("lines come whole, also those that come in pieces", () => {
  const lines: string[] = [];
  const take = asLines((line) => void lines.push(line));
  for (const part of ["a", "b\nc\n\nd"]) take(Buffer.from(part));
  assert.deepEqual(lines, ["ab", "c", ""]);
});
