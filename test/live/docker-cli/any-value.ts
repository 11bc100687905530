/** Values of a stack file that the docker CLI takes, of every shape. */
import fc from "fast-check";

export type Any = fc.Arbitrary<unknown>;

/** A record of which any part may be absent. */
export const some = (parts: Readonly<Record<string, Any>>): Any => fc.record(parts, { requiredKeys: [] });
/** A record that has these at least. */
export const all = (needed: Readonly<Record<string, Any>>, parts: Readonly<Record<string, Any>> = {}): Any =>
  fc.record({ ...needed, ...parts }, { requiredKeys: Object.keys(needed) });
export const list = (item: Any, maxLength = 4): Any =>
  fc.uniqueArray(item, { maxLength, selector: (one) => JSON.stringify(one) });

export const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
/** What YAML, Go and templates may trip over. A `$` is doubled, as in any compose file. */
export const text = fc.oneof(
  word,
  fc.constantFrom(
    "",
    " ",
    "0700",
    "1_000",
    "0b101",
    "yes",
    "~",
    "null",
    "a=b",
    "a:b",
    "#x",
    "{{.Node.ID}}",
    "ü",
    "😀",
    "$$HOME",
  ),
  fc.string({ maxLength: 12 }).map((any) => any.replaceAll("$", "$$$$")),
);
export const number = fc.oneof(fc.integer({ min: -9, max: 70_000 }), fc.double({ min: 0, max: 1e9, noNaN: true }));
export const duration = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.constantFrom("ms", "s", "m", "h", "us")), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.map(([n, unit]) => `${n}${unit}`).join(""));
export const size = fc
  .tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.constantFrom("", ".5"),
    fc.constantFrom("", "b", "k", "kb", "M", "MiB", " g", "T"),
  )
  .map((parts) => parts.join(""));
export const pairs = (value: Any): Any =>
  fc.oneof(
    fc.dictionary(word, fc.oneof(value, number, fc.constant(null)), { maxKeys: 4 }),
    list(
      fc.oneof(
        word,
        fc.tuple(word, text).map((pair) => pair.join("=")),
      ),
      4,
    ).map((lines) => uniqueNames(lines as string[])),
  );
const uniqueNames = (lines: readonly string[]) => [
  ...new Map(lines.map((line) => [line.replace(/=.*/s, ""), line])).values(),
];
export const options = fc.dictionary(word, fc.oneof(text, number), { maxKeys: 3 });
export const id = fc.integer({ min: 0, max: 65_535 }).map(String);
export const port = fc.integer({ min: 1, max: 65_000 });
