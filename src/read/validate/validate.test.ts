import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Node } from "../../model/node.ts";
import { inOrder } from "../../model/problem.ts";
import { Notes } from "../say/say.ts";
import { interpolate } from "../tree/interpolate.ts";
import { exampleFor } from "./schema/examples.ts";
import { treeOf, validating } from "./testing/validating.ts";
import { validate } from "./validate.ts";

const root = resolve(import.meta.dirname, "../../..");
const schema = JSON.parse(readFileSync(resolve(root, "node_modules/dclint/schemas/compose.schema.json"), "utf8"));
const serviceKeys: readonly string[] = Object.keys(schema.definitions.service.properties);
const anything = ["5.5", "true", "text", "[[]]", "{ 'a b': [[]] }", "[{ 'a b': 1 }]"];

test.each(serviceKeys)("a wrong %s is said with its place and with an example of a right one", (key) => {
  const wrong = anything.filter((value) => {
    const errors = validating(`services:\n  web:\n    ${key}: ${value}\n`).filter(
      ({ severity }) => severity === "error",
    );
    for (const { at, remedy } of errors) {
      expect(at.line).toBe(3);
      expect(remedy).not.toBe("");
    }
    return errors.length > 0;
  });
  // Of these six no key takes more than four.
  expect(wrong.length).toBeGreaterThanOrEqual(2);
  expect(exampleFor(["services", "web", key])).toMatch(new RegExp(`^${key}: .`));
});

test.each(serviceKeys)("the example of %s is valid itself", (key) => {
  const example = exampleFor(["services", "web", key]);
  expect(validating(`services:\n  web:\n    ${example}\n`)).toEqual([]);
});

test.each(["edgex-jakarta", "edgex-odessa", "tig"])("nothing is said of %s", (name) => {
  const path = name === "tig" ? "examples/tig" : `../shared/fixtures/${name}`;
  const file = resolve(root, path, "docker-compose.yml");
  if (!existsSync(file)) return;
  const notes = new Notes();
  const tree = interpolate(treeOf(readFileSync(file, "utf8"), notes), () => undefined, new Notes());
  if (tree.kind === "map") validate(tree, notes);
  expect(notes.problems).toEqual([]);
});

/** Values as people write them, each right in its place. */
const right = {
  image: ["nginx", "a/b:1", "r.io:5000/a/b@sha256:".padEnd(86, "0")],
  ports: [
    '["80:80"]',
    "[80]",
    '["127.0.0.1::53/udp", "[::1]:80:80"]',
    "[{ target: 80, published: '8080-8090', mode: host }]",
  ],
  volumes: ["[/d]", "['./a:/b:ro,z']", "[v1:/d]", "[{ type: tmpfs, target: /t, tmpfs: { size: 64m, mode: 01777 } }]"],
  environment: ["[A=1, B]", "{ A: 1, B: , C: true, D: text }", "{}", "[]"],
  command: ["a b", "[a, b]", "[]", ""],
  read_only: ["true", '"true"', "yes", "false"],
  restart: ['"no"', "always", "on-failure:3"],
  mem_limit: ["5", "5m", "1.5g", '"5 GiB"'],
  cpus: ["1", "0.5", '"0.5"'],
  stop_grace_period: ["1m30s", "1.5s", "1d", "0s"],
  healthcheck: ["{ test: curl x }", "{ test: [CMD, x], retries: '3' }", "{ disable: true }", "{ test: [NONE] }"],
  depends_on: ["[a, b]", "{ a: { condition: service_started, required: 'false' } }"],
  deploy: [
    "{ replicas: '2' }",
    "{ resources: { limits: { cpus: 0.5, memory: 5m, pids: 5 } } }",
    "",
    "{ labels: [a=b] }",
  ],
  networks: ["[a]", "{ a: , b: { aliases: [c] } }"],
  secrets: ["[a]", "[{ source: a, mode: 0440, uid: '5' }]"],
  ulimits: ["{ nofile: 5, nproc: { soft: -1, hard: -1 } }"],
  user: ['"1000"', "a:b"],
  labels: ["{ a: b, c: 5 }", "[a=b, c]"],
  extra_hosts: ["['a=1.2.3.4', 'b:::1']", "{ a: host-gateway, b: [1.2.3.4] }"],
  "x-mine": ["{ anything: [1] }", ""],
} as const;

test("nothing is said of what is right", () => {
  const arbitraries = Object.entries(right).map(([key, values]) => [key, fc.constantFrom(...values)] as const);
  const service = fc.record(Object.fromEntries(arbitraries), { requiredKeys: ["image"] });
  fc.assert(
    fc.property(fc.array(service, { maxLength: 3 }), (services) => {
      const bodies = services.map((body, i) => {
        const lines = Object.entries(body).map(([key, value]) => `    ${key}: ${value}\n`);
        return `  s${i}:\n${lines.join("")}`;
      });
      // `command:` alone is right for the schema, `deploy:` too; what is empty and may not be is not among them.
      expect(validating(`services:\n${bodies.join("")}${bodies.length === 0 ? "  {}\n" : ""}`)).toEqual([]);
    }),
  );
});

const at = { file: "compose.yml", line: 1, column: 1 };
const words = fc.constantFrom(
  ...serviceKeys,
  ...Object.keys(schema.properties),
  "web",
  "a b",
  "__proto__",
  "target",
  "type",
  "soft",
);
const { tree } = fc.letrec<{ tree: Node }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc
      .oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
      .map((value): Node => ({ kind: "scalar", value, source: String(value ?? ""), at, plain: true })),
    fc.array(tie("tree"), { maxLength: 4 }).map((items): Node => ({ kind: "list", items, at })),
    fc
      .uniqueArray(fc.tuple(words, tie("tree")), { maxLength: 6, selector: ([key]) => key })
      .map((pairs): Node => ({ kind: "map", entries: pairs.map(([key, value]) => ({ key, keyAt: at, value })), at })),
  ),
}));

test("no tree whatever makes it fail", () => {
  fc.assert(
    fc.property(tree, tree, (service, section) => {
      const notes = new Notes();
      const entry = (key: string, value: Node) => ({ key, keyAt: at, value });
      const services: Node = { kind: "map", entries: [entry("web", service)], at };
      validate({ kind: "map", entries: [entry("services", services), entry("networks", section)], at }, notes);
      validate({ kind: "map", entries: section.kind === "map" ? section.entries : [], at }, notes);
      for (const { what, remedy } of notes.problems) expect(what !== "" && remedy !== "").toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("what has been said at a place, or inside of it, is not said again", () => {
  const text = "services:\n  web:\n    ports: 5\n    healthcheck: { interval: 5, tets: 6 }\n";
  const before = new Notes();
  const root = treeOf(text, before);
  before.error("first", { file: "compose.yml", line: 3, column: 12 }, "said", "done");
  before.error("first", { file: "compose.yml", line: 4, column: 30 }, "said", "done");
  validate(root, before);
  const codes = inOrder(before.problems, ["compose.yml"]).map(({ code, at }) => `${code} ${at.line}:${at.column}`);
  expect(codes).toEqual(["first 3:12", "first 4:30", "unknown-key 4:33"]);
});

test("nothing is said of texts that an unset variable left empty, where Compose takes them for none", () => {
  const keys = "restart stop_signal platform user network_mode pid mac_address cpuset hostname".split(" ");
  expect(validating(`services:\n  web:\n${keys.map((key) => `    ${key}: ""\n`).join("")}`)).toEqual([]);
  expect(validating('services:\n  web:\n    user: ":"\n    dns: [""]\n')).toEqual([]);
});

test("ranges that stand for more ports than a machine has are said once", () => {
  const service = (i: number) => `  s${i}: { image: x, ports: ["1-40000", "1.2.3.4::1-40000"] }\n`;
  const problems = validating(`services:\n${service(0)}${service(1)}`);
  expect(problems.map(({ code, at }) => `${code} ${at.line}:${at.column}`)).toEqual(["too-many-ports 2:38"]);
});

test("what is wrong with a list can wait for an error that was said about one of its items", () => {
  const text = "services:\n  web:\n    healthcheck: { test: [curl, x] }\n";
  const [before, silent] = [new Notes(), new Notes()];
  before.error("first", { file: "compose.yml", line: 3, column: 33 }, "said", "done");
  validate(treeOf(text), before);
  validate(treeOf(text), silent);
  expect([before, silent].map(({ problems }) => problems.map(({ code }) => code))).toEqual([
    ["first"],
    ["bad-healthcheck"],
  ]);
});

test("a value that a variable brought in is a text, whatever it looks like", () => {
  const text = "services:\n  web:\n    user: $ID\n    read_only: $FLAG\n    ports: ['$PORT:80']\n    scale: $ID\n";
  const values: Readonly<Record<string, string>> = { ID: "0700", FLAG: "yes", PORT: "0" };
  const notes = new Notes();
  const tree = interpolate(treeOf(text), (name) => values[name], notes);
  if (tree.kind === "map") validate(tree, notes);
  expect(notes.problems).toEqual([]);
});

// What grows with the square of a stack's size takes minutes here, and so longer than a test may.
test("5,000 services, right or wrong, and 20,000 ports of one service are judged to the end", () => {
  const judged = (count: number, ports: string, more = "") => {
    const bodies = Array.from(
      { length: count },
      (_, i) => `  s${i}: { image: x, ports: ${ports}, labels: [a]${more} }\n`,
    );
    const notes = new Notes();
    validate(treeOf(`services:\n${bodies.join("")}`), notes);
    return notes.problems;
  };
  expect(judged(5_000, "['80:80']")).toEqual([]);
  expect(judged(5_000, "[true, {a: 1}]", ", prts: 1").length).toBeGreaterThan(900);
  expect(judged(1, `[${'"80:80", '.repeat(20_000)}]`).map(({ code }) => code)).not.toContain("wrong-type");
});
