/** Texts that are mostly YAML. */
import fc from "fast-check";

const values =
  "a|1|x y|'q''r'|\"d\\n\"|[a, 'b', 2]|{}|[ ]|{k: v, l: [1]}|*x|&x v||~|-cp=x|a:b|http://x|&z [a]|null|0700|&y".split(
    "|",
  );
const keys = "a|b|'q'|\"d k\"|<<|x.y/z|1|c|d|e".split("|");
const comment = fc.constantFrom("", "", "", " # s", "  #t");
const scalar = fc.tuple(fc.constantFrom(...values), comment).map((parts) => parts.join(""));
const above = fc.constantFrom("", "", "", "\n", "# c\n", "   # d\n\n");
const indented = (text: string, by: string) => text.replaceAll(/^(?=.)/gm, by);

type Tie = (name: "map" | "list" | "block") => fc.Arbitrary<string>;
const nested = (tie: Tie) => fc.tuple(comment, tie("block")).map(([end, text]) => `${end}\n${indented(text, "  ")}`);
const level = (tie: Tie) => fc.tuple(comment, tie("list")).map(([end, text]) => `${end}\n${text}`);
const beside = (tie: Tie) => tie("block").map((text) => indented(text, "  ").trimStart());
const depth = { maxDepth: 4, depthIdentifier: "yaml", withCrossShrink: true };

/** As people write it: most of it right. */
export const { block } = fc.letrec<{ block: string; map: string; list: string }>((tie) => ({
  block: fc.oneof(tie("map"), tie("list")),
  map: fc
    .array(fc.tuple(above, fc.constantFrom(...keys), fc.oneof(depth, scalar, nested(tie), level(tie))), {
      minLength: 1,
      maxLength: 3,
    })
    .map((all) => all.map(([before, key, value]) => `${before}${key}: ${value}\n`).join("")),
  list: fc
    .array(fc.tuple(above, fc.oneof(depth, scalar, nested(tie), beside(tie))), { minLength: 1, maxLength: 3 })
    .map((all) => all.map(([before, value]) => `${before}- ${value}\n`).join("")),
}));

/** Lines out of a text, begun at the margin. */
export const piecesOf = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 400 })).map(([text, from, length]) => {
    const start = text.indexOf("\n", from % text.length) + 1;
    const part = text.slice(start, start + length);
    const margin = /^ */.exec(part)?.[0] ?? "";
    return part.replaceAll(new RegExp(`^${margin}`, "gm"), "");
  });

const bits =
  "a|b:|: |- |\n|\n  |\n\n|  |\t|[|]|{|}|, |&x |*x|!t |'|\"|\\|#| # c|<<: |? |%|---\n|...|0|null|~| :|x y|'q'|[]|@|>|-x|k: v|\u2028|\u00a0".split(
    "|",
  );

/** With some places of them spoilt. */
export const spoilt = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(texts, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...bits)), { maxLength: 3 }))
    .map(([whole, all]) =>
      all.reduce((now, [where, cut, bit]) => {
        const at = where % (now.length + 1);
        return now.slice(0, at) + bit + now.slice(at + cut);
      }, whole),
    );
