import fc from "fast-check";
import { expect, test } from "vitest";
import { objectName } from "./object-name.ts";

test.each([
  ["plant_app.conf", "0123456789ab", "plant_app.conf_0123456789ab"],
  ["plant_app", undefined, "plant_app"],
  ["_plant app!", "0123456789ab", "plant-app_0123456789ab"],
  ["a".repeat(80), "0123456789ab", `${"a".repeat(51)}_0123456789ab`],
])("%s with %s is %s", (base, digest, name) => expect(objectName(base, digest)).toBe(name));

test("a swarm takes each name, and another content has another", () => {
  const base = fc.string({ minLength: 1, maxLength: 90 }).filter((text) => /[A-Za-z0-9]/.test(text));
  const digest = fc.stringMatching(/^[0-9a-f]{12}$/);
  fc.assert(
    fc.property(base, digest, digest, (text, one, other) => {
      const name = objectName(text, one);
      expect(name).toMatch(/^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(64);
      expect(name === objectName(text, other)).toBe(one === other);
    }),
  );
});
