import assert from "node:assert/strict";
import { test } from "vitest";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService, aStack, somewhere } from "../testing/stacks.ts";
import { protectData } from "./protect-data.ts";

const stack = (mode: number | undefined, mounts: readonly string[] = ["data:/mosquitto/data"]) =>
  aStack([aService("mosquitto", { role: "broker", mounts })], {
    volumes: [{ name: "data", at: somewhere, ...(mode === undefined ? {} : { mode }) }],
  });

test.each<[mode: number | undefined, becomes: readonly string[]]>([
  [undefined, ["volume data 700"]],
  [0o755, ["volume data 700"]],
  [0o750, ["volume data 700"]],
  [0o700, []],
  [0o500, []],
])("a volume of mode %s", (mode, expected) => {
  assert.deepEqual(edits(protectData, stack(mode)), expected);
  assert.deepEqual(edits(protectData, after(protectData, stack(mode))), []);
});

test("a volume that nobody mounts is left alone", () => assert.deepEqual(edits(protectData, stack(undefined, [])), []));

test("a data directory of the person's own is named", () => {
  assert.deepEqual(noticeCodes(protectData, stack(0o700, ["/srv/mosquitto:/mosquitto/data"])), ["own-data-directory"]);
});
