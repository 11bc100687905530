import assert from "node:assert/strict";
import { test } from "vitest";
import { aCapture, anEsp, aVxlan } from "../testing/bytes.ts";
import { Capture } from "./capture.ts";

const hear = (...lines: string[]) => {
  const capture = new Capture([4789]);
  for (const line of lines) capture.heard(line);
  return capture;
};
const base64 = (bytes: Buffer) => bytes.toString("base64");

test("what is told bit by bit becomes frames, clear and ESP apart", () => {
  const [clear, esp] = [aCapture([aVxlan(5, "x")]), aCapture([anEsp(7)])];
  const { frames, listening, ticks, trouble } = hear(
    "listening",
    `clear ${base64(clear.subarray(0, 33))}`,
    `esp ${base64(esp)}`,
    "tick",
    `clear ${base64(clear.subarray(33))}`,
    "tick",
  );
  assert.deepEqual([frames.map(({ kind }) => kind), listening, ticks, trouble], [["esp", "vxlan"], true, 2, undefined]);
});

test("a capture that could not begin, that is full, or that broke says so", () => {
  assert.match(hear("cannot tcpdump: any: no permission").trouble ?? "", /no permission/);
  assert.equal(hear("cannot it").listening, false);
  assert.match(hear("listening", "full").trouble ?? "", /more clear VXLAN packets/);
  assert.match(hear("listening", `clear ${base64(Buffer.alloc(40))}`).trouble ?? "", /not a capture/);
});
