/** Every field of a compose file is accounted for by one rule, and docs/convert.md says by which. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rules } from "../../../src/convert/rules.ts";
import { projects } from "./projects.ts";
import { serviceFields } from "./service-fields.ts";

const at = (path: string) => new URL(`../../../${path}`, import.meta.url).pathname;
const schema = JSON.parse(readFileSync(at("node_modules/dclint/schemas/compose.schema.json"), "utf8"));
const fieldsOf = (kind: string): readonly string[] => Object.keys(schema.definitions[kind].properties);

/** Reading carries these out. */
const carriedOut = ["include", "services.*.extends"];
/** Of an older or a newer Compose than the schema's. */
const elsewhere = ["services.*.volume_driver", "services.*.pre_start"];
const fields = [
  ...Object.keys(schema.properties).filter(
    (key) => !["services", "networks", "volumes", "secrets", "configs"].includes(key),
  ),
  "x-*",
  ...fieldsOf("service").map((key) => `services.*.${key}`),
  "services.*.x-*",
  "services.*.x-edgeward",
  ...["network", "volume", "secret", "config"].flatMap((kind) => fieldsOf(kind).map((key) => `${kind}s.*.${key}`)),
].filter((field) => !carriedOut.includes(field));

const accounted = rules.flatMap(({ id, accounts }) => accounts.map((pattern) => ({ id, pattern })));

test.each(fields)("%s belongs to one rule", (field) => {
  const own = accounted.filter(({ pattern }) => pattern === field);
  const whole = accounted.filter(
    ({ pattern }) => pattern.includes(".*") && `${pattern}.*` === field.replace(/[^.]+$/, "*"),
  );
  const part = accounted.filter(({ pattern }) => pattern === field.replace(/\..*$/, ""));
  const owners = [own, whole, part].find((some) => some.length > 0) ?? [];
  expect(owners.map(({ id }) => id)).toHaveLength(1);
});

test("no pattern has two rules", () => {
  const patterns = accounted.map(({ pattern }) => pattern);
  expect(patterns.filter((pattern, i) => patterns.indexOf(pattern) !== i)).toEqual([]);
});

test("no rule accounts for a field that Compose does not know", () => {
  const known = new Set([
    ...fields,
    ...carriedOut,
    ...elsewhere,
    "services",
    "networks",
    "volumes",
    "secrets",
    "configs",
  ]);
  const top = (pattern: string) =>
    pattern
      .split(".")
      .slice(0, /^[a-z]+\.\*/.test(pattern) ? 3 : 1)
      .join(".");
  const sections = /^(services|networks|volumes|secrets|configs)\.\*$/;
  const strange = accounted.filter(
    ({ pattern }) => !known.has(top(pattern)) && !sections.test(pattern) && !pattern.includes("x-"),
  );
  expect(strange).toEqual([]);
});

test("docs/convert.md has a line for each rule, with the fields that it accounts for", () => {
  const lines = readFileSync(at("docs/convert.md"), "utf8").split("\n");
  const told = lines.flatMap((line) => {
    const [, id, patterns] = /^\| `([a-z-]+)` \| ([^|]+) \|/.exec(line) ?? [];
    return id === undefined
      ? []
      : [[id, [...(patterns ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name).toSorted()]];
  });
  const wanted = rules.map(({ id, accounts }) => [
    id,
    accounts.map((one) => one.replace(/^services\.\*\./, "")).toSorted(),
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(wanted));
});

test("the generated projects have every field of a service, and are valid", () => {
  const missing = fieldsOf("service").filter((key) => !Object.hasOwn(serviceFields, key));
  expect(missing.toSorted()).toEqual(["extends", "image", "provider"]);
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const valid = ajv.compile({ ...schema, $schema: undefined });
  fc.assert(
    fc.property(projects, (file) => {
      expect([valid(file), valid.errors]).toEqual([true, null]);
    }),
    { numRuns: 200 },
  );
});
