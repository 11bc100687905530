import { expect, test } from "vitest";
import { withoutValues } from "./without-values.ts";

test("a value goes wherever it stands, also as JSON writes it", () => {
  const value = 'pa"ss\\word';
  const text = `curl -u me:${value} ${JSON.stringify({ into: `-u me:${value}` })}`;
  expect(withoutValues(text, [value])).toBe('curl -u me:****** {"into":"-u me:******"}');
});

test("of a value that holds another, nothing is left", () => {
  expect(withoutValues("hunter2hunter3", ["hunter2hunter3", "hunter2"])).toBe("******");
});
