// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
/** Trees of every shape and look that a stack file can have, with the texts that YAML takes for something else. */
import fc from "fast-check";
import { type Entry, type Look, listAt, type Mapping, type Node, type Scalar, textAt } from "../../../model/node.ts";

const at = { file: "f.yml", line: 1, column: 1 };

const comment = fc
  .array(fc.constantFrom(" a", " ", "b: c", "", " - x", "# d", "'", " ["), { minLength: 1, maxLength: 3 })
  .map((lines) => lines.join("\n"));
const onLook = fc.record(
  { above: comment, beside: fc.constantFrom(" x", "y", " # z"), gap: fc.constant(true as const) },
  { requiredKeys: [] },
);
const look = fc.record(
  {
    anchor: fc.constantFrom("a", "b", "we.ird", "a-2"),
    flow: fc.constant(true as const),
    below: comment,
    quote: fc.constantFrom("single" as const, "double" as const, "literal" as const, "folded" as const),
  },
  { requiredKeys: [] },
);
const maybe = <T extends object>(some: fc.Arbitrary<T>) => fc.option(some, { freq: 2, nil: undefined });

const tricky = fc.constantFrom(
  ...[
    "yes",
    "on",
    "y",
    "0o17",
    "0644",
    "1_000",
    "0x1F",
    ".inf",
    "1:30",
    "~",
    "null",
    "",
    "=",
    "<<",
    "2001-01-01",
    "a: b",
    "a #b",
  ],
  ...[
    "- a",
    "-a",
    "--b",
    "---",
    "-",
    "? a",
    ":a",
    "a:",
    " a",
    "a ",
    "\ta",
    "a\tb",
    "a\n",
    "a\nb\n",
    "\na",
    " a\nb",
    "a\n\n",
    "a\n \nb",
  ],
  ...[
    "a\r\nb",
    "$A",
    "${A:-b}",
    "$$",
    "'",
    '"',
    "\\",
    "@a",
    "`",
    "%a",
    "!a",
    "&a",
    "*a",
    "|",
    ">",
    "[a]",
    "{a}",
    "a,b",
    "#",
    "1e3",
  ],
  ...[
    "\u2028",
    "\u0085",
    "\ufeff",
    "\ufffd",
    "\ud800",
    "\u{1f600}",
    "\0",
    "é",
    "80:80",
    "1.2.3",
    "null ",
    "True",
    "NO",
    ".5",
    "+.1",
  ],
  "a word ".repeat(30).trim(),
  "two  blanks and a long text ".repeat(10),
);
const text = fc.oneof(
  tricky,
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme-ascii" }),
);
const scalar: fc.Arbitrary<Scalar> = fc
  .tuple(
    fc.oneof(
      text.map((value) => textAt(value, at)),
      fc
        .oneof(fc.double(), fc.integer(), fc.boolean(), fc.constant(null))
        .map((value): Scalar => ({ kind: "scalar", value, source: value === null ? "" : String(value), at })),
      fc.constantFrom<Scalar>(
        { kind: "scalar", value: 644, source: "0644", at, plain: true },
        { kind: "scalar", value: null, source: "~", at },
        { kind: "scalar", value: true, source: "TRUE", at },
      ),
    ),
    maybe(look),
    maybe(onLook),
  )
  .map(([node, one, two]) => lookAt(node, one, two));

function lookAt<T extends Node>(node: T, ...looks: readonly (object | undefined)[]): T {
  const all: Look = Object.assign({}, ...looks);
  return Object.keys(all).length > 0 ? { ...node, look: all } : node;
}

/** Nodes of which later ones hold earlier ones, so that some are shared; the last is the root's value. */
const shape = fc.record({
  kind: fc.constantFrom("list", "map", "merge"),
  parts: fc.array(fc.tuple(fc.nat(), text, maybe(onLook)), { maxLength: 4 }),
  sources: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
  look: maybe(look),
  item: maybe(onLook),
});
export const tree = fc
  .tuple(
    fc.array(scalar, { minLength: 1, maxLength: 5 }),
    fc.array(shape, { minLength: 1, maxLength: 7 }),
    maybe(onLook),
  )
  .map(([scalars, shapes]): Mapping => {
    const nodes: Node[] = [...scalars];
    const pick = (n: number): Node => nodes[n % nodes.length] ?? textAt("", at);
    for (const { kind, parts, sources, look: one, item } of shapes) {
      if (kind === "list")
        nodes.push(
          lookAt(
            listAt(
              parts.map(([n]) => pick(n)),
              at,
            ),
            one,
            item,
          ),
        );
      else
        nodes.push(
          lookAt(
            mapOf(
              parts.map(([n, key, on]) => ({ key, keyAt: at, value: pick(n), ...(on && { look: on }) })),
              kind === "merge" ? sources.map(pick) : [],
            ),
            one,
            item,
          ),
        );
    }
    const root = mapOf(
      nodes.slice(-5).map((value, i) => ({ key: `k${i}`, keyAt: at, value })),
      [],
    );
    return lookAt(root, { above: " licence\n" });
  });

function mapOf(own: readonly Entry[], sources: readonly Node[]): Mapping {
  const merges = sources.filter((node) => node.kind === "map");
  const entries = new Map<string, Entry>();
  for (const entry of [...own, ...merges.flatMap((map) => map.entries)])
    if (!entries.has(entry.key)) entries.set(entry.key, entry);
  return { kind: "map", entries: [...entries.values()], at, ...(merges.length > 0 && { merges }) };
}
