import fc from "fast-check";
import { expect, test } from "vitest";
import type { Scalar } from "../../model/node.ts";
import { valuesOf } from "../testing/values.ts";
import { modeOf, showMode } from "./mode.ts";

const scalar = (yaml: string) => valuesOf(`[${yaml}]`)[0] as Scalar;

test.each([
  ["0440", 0o440],
  ["0o440", 0o440],
  ["288", 0o440],
  ["440", 440],
  ['"0440"', 0o440],
  ['"440"', 0o440],
  ["0b100100000", 0o440],
  ["0x120", 0o440],
  ["04_40", 0o440],
  ["01777", 0o1777],
  ["0", 0],
  ['"0o440"', undefined],
  ['"0b11"', undefined],
  ['"0999"', undefined],
  ["0999", undefined],
  ["4.5", undefined],
  ["-1", undefined],
  ["5000", undefined],
  ["true", undefined],
  ["", undefined],
  ["r--", undefined],
])("mode: %s", (yaml, mode) => expect(yaml === "" ? undefined : modeOf(scalar(yaml))).toBe(mode));

test("a mode that is shown is read back as the same, with quotes and without", () => {
  fc.assert(
    fc.property(fc.nat(0o7777), (mode) => {
      expect(modeOf(scalar(showMode(mode)))).toBe(mode);
      expect(modeOf(scalar(`"${showMode(mode)}"`))).toBe(mode);
    }),
  );
});
