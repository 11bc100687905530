import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { LineCutter } from "./line-cutter.ts";

test("however the stream is cut into chunks, its lines are the same; long ones are skipped and counted", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(20)), fc.boolean(), (lines, cuts, crlf) => {
      const bytes = Buffer.from(lines.map((text) => `${text}${crlf ? "\r" : ""}\n`).join(""));
      const cutter = new LineCutter(40);
      const seen: string[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        seen.push(...cutter.push(bytes.subarray(at, at + cut)));
        at += cut;
      }
      const fits = (text: string) => Buffer.byteLength(text) + (crlf ? 1 : 0) <= 40;
      assert.deepEqual(seen, lines.filter(fits));
      assert.equal(cutter.tooLong, lines.filter((text) => !fits(text)).length);
    }),
  );
});

test("a line without end costs no more memory than the limit, and the next is read", () => {
  const cutter = new LineCutter(1_000);
  for (let i = 0; i < 1_000; i++) assert.deepEqual(cutter.push(Buffer.alloc(10_000, 65)), []);
  assert.deepEqual(cutter.push(Buffer.from("\nok\n")), ["ok"]);
  assert.equal(cutter.tooLong, 1);
});

test("what a dead writer left unfinished does not become the start of the next line", () => {
  const cutter = new LineCutter(100);
  cutter.push(Buffer.from("RTD|1"));
  cutter.clear();
  assert.deepEqual(cutter.push(Buffer.from("RTD|2\n")), ["RTD|2"]);
});
