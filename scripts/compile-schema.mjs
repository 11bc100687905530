/**
 * Turns the Compose Specification's official JSON schema into a module that validates without a validator: `npm run schema`.
 * Writes nothing when what it made is up to date, so that every script may ask for it first.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { additions } from "./schema-additions.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, "../src/read/validate/generated/compose-schema.mjs");
const packages = join(here, "../node_modules");
const source = readFileSync(join(packages, "dclint/schemas/compose.schema.json"), "utf8");

const inputs = [
  source,
  ajvVersion(),
  ...["compile-schema.mjs", "schema-additions.mjs"].map((name) => readFileSync(join(here, name), "utf8")),
];
const stamp = `// ${createHash("sha256").update(inputs.join("\0")).digest("hex")}`;
if (!existsSync(output) || !readFileSync(output, "utf8").startsWith(`${stamp}\n`)) write(await compile());

function ajvVersion() {
  return JSON.parse(readFileSync(join(packages, "ajv/package.json"), "utf8")).version;
}

async function compile() {
  const [{ default: Ajv }, { default: standaloneCode }] = await Promise.all([
    import("ajv"),
    import("ajv/dist/standalone/index.js"),
  ]);
  const schema = additions(JSON.parse(source));
  schema.$schema = "http://json-schema.org/draft-07/schema#";
  prepare(schema);
  const ajv = new (Ajv.default ?? Ajv)({
    strict: false,
    allErrors: true,
    verbose: true,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true, lines: false },
  });
  const code = (standaloneCode.default ?? standaloneCode)(ajv, ajv.compile(schema));
  if (/\brequire\(/.test(code)) throw new Error("the compiled schema still needs a package at run time");
  return `${stamp}\n${code}\n`;
}

/** Leaves out what only people read, and what Edgeward checks itself in linear time. */
function prepare(node) {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.description === "string") delete node.description;
  if (typeof node.uniqueItems === "boolean") delete node.uniqueItems;
  for (const child of Object.values(node)) prepare(child);
}

function write(code) {
  mkdirSync(dirname(output), { recursive: true });
  // Whole or not at all: a build and a test run may come to it at the same time.
  const beside = `${output}.${process.pid}`;
  writeFileSync(beside, code);
  renameSync(beside, output);
}
