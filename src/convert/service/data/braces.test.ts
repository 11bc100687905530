import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeBraces } from "./braces.ts";

const pieces = fc.array(fc.constantFrom("{", "{{", "}}", '"', "a", ".Name", '{{"{{"}}', " "), { maxLength: 10 });
const text = pieces.map((parts) => parts.join(""));

/** What Go's template engine makes of it: undefined where an action begins that is not ours. */
function filled(template: string): string | undefined {
  const own = '{{"{{"}}';
  let rest = template;
  let result = "";
  for (let at = rest.indexOf("{{"); at >= 0; at = rest.indexOf("{{")) {
    if (!rest.startsWith(own, at)) return undefined;
    result += `${rest.slice(0, at)}{{`;
    rest = rest.slice(at + own.length);
  }
  return result + rest;
}

test("swarm fills an escaped text with what stood there before", () => {
  const without = text.filter((one) => !one.includes('{{"{{"}}'));
  fc.assert(
    fc.property(without, (one) => {
      expect(filled(escapeBraces(one))).toBe(one);
    }),
  );
});

test("escaping twice is escaping once", () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(escapeBraces(escapeBraces(one))).toBe(escapeBraces(one));
    }),
  );
});

test("no text is left in which a template begins", () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(filled(escapeBraces(one))).toBeDefined();
    }),
  );
});
