// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
/** The docker CLI reads what we write as the very texts that we meant. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Look, mapAt, type Node, textAt } from "../../src/model/node.ts";
import { Notes } from "../../src/read/say/say.ts";
import { interpolate } from "../../src/read/tree/interpolate.ts";
import { parseYaml } from "../../src/read/yaml/parse.ts";
import { stackFile } from "../../src/report/stack-file/stack-file.ts";

const at = { file: "stack.yml", line: 1, column: 1 };

/** What `docker stack config` makes of a file. */
async function byDocker(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-stack-file-"));
  try {
    const file = join(directory, "stack.yml");
    await writeFile(file, text);
    return (await promisify(execFile)("docker", ["stack", "config", "-c", file], { maxBuffer: 1 << 26 })).stdout;
  } finally {
    await rm(directory, { recursive: true });
  }
}

type Labels = readonly (readonly [string, Node])[];

/** As we write them. */
function ours(labels: Labels): string {
  const map: Node = { kind: "map", entries: labels.map(([key, value]) => ({ key, keyAt: at, value })), at };
  const web = mapAt({ image: textAt("nginx", at), labels: map }, at);
  return stackFile(mapAt({ version: textAt("3.9", at), services: mapAt({ web }, at) }, at));
}

/** In JSON, which leaves no doubt. What docker prints is compared, not read: its printer garbles some texts that begin with a line end. */
function json(labels: Labels): string {
  const texts = labels.map(([key, value]) => [
    key,
    value.kind === "scalar" ? String(value.value).replaceAll("$", "$$$$") : "",
  ]);
  const stack = { version: "3.9", services: { web: { image: "nginx", labels: Object.fromEntries(texts) } } };
  return JSON.stringify(stack).replaceAll(
    /[\x7f-\ud7ff\ue000-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

async function expectSame(labels: Labels): Promise<void> {
  expect(await byDocker(ours(labels))).toBe(await byDocker(json(labels)));
}

const ambiguous = [
  ..."yes no on off y n Yes NO true True FALSE null Null ~ = << - -- --- ... -a --b :a ?a .inf -.INF .nan +.inf . .. .5 5. +.5e3".split(
    " ",
  ),
  ..."0 -0 007 0644 0o17 0O17 -0o7 0x1F 0X1f 0b11 -0b1 1_000 0_1 +1 1e3 1E-3 1.5e+3 1e5_0 +_1 12e 0x 0o9 09 1__0 _1".split(
    " ",
  ),
  ..."1:30 190:20:30 22:22 80:80 1:30.5 2001-01-01 2001-1-1 2001-01-01T00:00:00Z 2001-13-45 1.2.3 10.0.0.1 3.9 3.10".split(
    " ",
  ),
  ...[
    "",
    " ",
    " a",
    "a ",
    "a: b",
    "a :b",
    "a:",
    ":",
    "a #b",
    "a# b",
    "#",
    "- a",
    "? a",
    ": a",
    "!a",
    "&a",
    "*a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
  ],
  ...[
    "[a]",
    "{a}",
    "a, b",
    "a]",
    "'",
    '"',
    "''",
    "it's",
    '"q"',
    "\\",
    "\\n",
    "a\tb",
    "\ta",
    "a\t",
    "a\n",
    "\n",
    "\n\n",
    "a\nb",
    "a\n\nb\n",
  ],
  ...[
    " a\nb",
    "a\n b\n",
    "\n a\n",
    "a\n ",
    "a\n\n",
    "a\r\nb",
    "a\rb",
    "a\n\tb",
    "\ta\nb",
    "a \nb",
    "a\n#b",
    "# a\n- b",
    "a\u0085b",
    "a\u2028b",
  ],
  ...[
    "\u2029",
    "\ufeff",
    "\ufeffa",
    "a\ufeff",
    "\u00a0",
    "\ufffd",
    "\uffff",
    "\u0001",
    "\u007f",
    "\u0080",
    "\u{1f600}",
    "\u{10ffff}",
    "é",
    "日本",
  ],
  ...[
    "$",
    "$$",
    "$A",
    "${A}",
    "${A:-b}",
    "$$A",
    "a$",
    "{{.Node.ID}}",
    "$(date)",
    "a".repeat(2000),
    "word ".repeat(60).trim(),
  ],
];

const text = fc.oneof(
  fc.constantFrom(...ambiguous),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme-ascii" }),
);
const look = fc.option(
  fc.record({ quote: fc.constantFrom<NonNullable<Look["quote"]>>("single", "double", "literal", "folded") }),
  { nil: undefined },
);
const value = fc.tuple(text, look).map(([value, look]): Node => ({ ...textAt(value, at), ...(look && { look }) }));

const styles = [undefined, "single", "double", "literal", "folded"] as const;

test.each(styles)("docker reads every text that some YAML reader takes for something else (%s)", async (quote) => {
  await expectSame(ambiguous.map((one, i) => [`k${i}`, { ...textAt(one, at), ...(quote && { look: { quote } }) }]));
});

test("docker reads every such text as a key", async () => {
  const keys = ambiguous.filter((one) => !/^$|[\n\r$]/.test(one) && one.length < 1000);
  await expectSame(keys.map((key) => [key, textAt("x", at)]));
});

test("docker reads any text, in any style, as that text", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 20, maxLength: 60 }), (values) =>
      expectSame(values.map((node, i) => [`k${i}`, node])),
    ),
    { numRuns: 60 },
  );
});

test("what docker reads is what was meant", async () => {
  const texts = [
    "yes",
    "0644",
    "1:30",
    "2001-01-01",
    " a ",
    "it's",
    "a: b #c",
    "$A ${B:-c} $$",
    "{{.Node.ID}}",
    "a\nb\n",
  ];
  const read = parse(await byDocker(ours(texts.map((one, i) => [`k${i}`, textAt(one, at)]))));
  expect(Object.values(read.services.web.labels)).toEqual(texts);
  const long = "key ".repeat(500);
  expect(parse(await byDocker(ours([[long, textAt("x", at)]]))).services.web.labels).toEqual({ [long]: "x" });
});

test("docker reads anchors, merge keys and octal modes as we do", async () => {
  const text = `x-all: &all
  labels: &labels { a: "yes", b: $$x }
  stop_grace_period: 5s
x-more: &more
  read_only: true
services:
  web:
    <<: [*all, *more]
    image: nginx
    labels:
      <<: *labels
      b: own
    secrets:
      - source: s
        mode: 0440
  db:
    <<: *all
    image: nginx
secrets: { s: { external: true } }
version: "3.9"
`;
  const [tree] = parseYaml({ path: "stack.yml", text }, new Notes()) ?? [];
  const root = tree && interpolate(tree, () => undefined, new Notes());
  if (root?.kind !== "map") throw new Error("no map");
  expect(stackFile(root)).toContain("<<: [*all, *more]");
  const written = await byDocker(stackFile(root));
  expect(written).toBe(await byDocker(text));
  expect(parse(written).services.web.secrets).toMatchObject([{ mode: 0o440 }]);
});
