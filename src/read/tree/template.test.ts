// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Hearer, substitute } from "./template.ts";

const hear: Hearer = {
  unset: () => "",
  required: (name, message) => `<${name}!${message}>`,
  invalid: () => "<invalid>",
};
const fill = (template: string, variables: Record<string, string> = {}) =>
  substitute(template, (name) => variables[name], hear);

test.each([
  ["$A", "x"],
  ["${A}", "x"],
  ["a$A.b", "ax.b"],
  ["$AB", ""],
  ["$$A", "$A"],
  ["$$$A", "$x"],
  ["${A:-d}", "x"],
  ["${E:-d}", "d"],
  ["${E-d}", ""],
  ["${U-d}", "d"],
  ["${U:-d}", "d"],
  ["${U:-$A}", "x"],
  ["${U:-${E:-${A}}}", "x"],
  ['${U:-{"a":{}}}', '{"a":{}}'],
  ["${A:+y}", "y"],
  ["${E:+y}", ""],
  ["${E+y}", "y"],
  ["${U+y}", ""],
  ["${A:?gone}", "x"],
  ["${E:?gone}", "<E!gone>"],
  ["${E?gone}", ""],
  ["${U?where is $A}", "<U!where is x>"],
  ["${A:-a}b}", "xb}"],
  ["${U:-{x}", "{x"],
  ["cost: 5$", "cost: 5$"],
  ["$(date)", "$(date)"],
  ["$1", "$1"],
  ["$}", "$}"],
  ["$A-d", "x-d"],
  ["${}", "<invalid>}"],
  ["${A", "<invalid>A"],
  ["${A B}", "<invalid>"],
  ["${A:x}", "<invalid>"],
])("%s becomes %s", (template, expected) => expect(fill(template, { A: "x", E: "" })).toBe(expected));

/** A template as a person thinks of it, told apart from its text: the oracle never parses. */
type Part =
  | { readonly text: string }
  | { readonly name: string; readonly sign: string; readonly rest: readonly Part[] };

const partArbitrary = fc.letrec<{ parts: readonly Part[]; part: Part }>((tie) => ({
  parts: fc.array(tie("part"), { maxLength: 3, depthIdentifier: "p" }),
  part: fc.oneof(
    { depthIdentifier: "p", maxDepth: 3 },
    fc.record({ text: fc.stringMatching(/^[a-z:?+ -]{0,5}$/) }),
    fc.record({
      name: fc.constantFrom("SET", "EMPTY", "UNSET"),
      sign: fc.constantFrom("", "-", ":-", "+", ":+", "?", ":?"),
      rest: tie("parts"),
    }),
  ),
}));

const written = (parts: readonly Part[]): string =>
  parts.map((p) => ("text" in p ? p.text : `\${${p.name}${p.sign}${p.sign ? written(p.rest) : ""}}`)).join("");

const meant = (parts: readonly Part[]): string =>
  parts
    .map((p) => {
      if ("text" in p) return p.text;
      const value = { SET: "v", EMPTY: "" }[p.name];
      const counts = p.sign.startsWith(":") ? Boolean(value) : value !== undefined;
      const kind = p.sign.slice(-1);
      if (kind === "+") return counts ? meant(p.rest) : "";
      if (kind === "-" && !counts) return meant(p.rest);
      if (kind === "?" && !counts) return `<${p.name}!${meant(p.rest)}>`;
      return value ?? "";
    })
    .join("");

test("a template means what its parts mean", () => {
  fc.assert(
    fc.property(partArbitrary.parts, (parts) => {
      expect(fill(written(parts), { SET: "v", EMPTY: "" })).toBe(meant(parts));
    }),
  );
});

test("doubled dollars come through once, whatever else the text holds", () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[$a{}]*$/));
  fc.assert(
    fc.property(text, (plain) => {
      expect(fill(plain.replaceAll("$", "$$$$"))).toBe(plain);
    }),
  );
});

// What grows with the square of their number takes minutes; filling them takes part of a second.
test.each(["${", "${a", "${a:-", "{${a:-", "$", "${a{"])(
  "a long run of %s comes to an end",
  (piece) => {
    fill(`${piece.repeat(100_000)}}`);
    fill(piece.repeat(100_000));
  },
  60_000,
);
