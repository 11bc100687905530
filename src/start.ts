#!/usr/bin/env node
/**
 * Runs the command line: scripts beside this file, each with the code that V8 made of it when this package was built
 * (`scripts/keep-code.mjs`), so that nothing is compiled twice. V8 itself refuses what another release of it has made, or other flags;
 * then the script is compiled as any other. Nothing is written.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const here = fileURLToPath(new URL(".", import.meta.url));
const requirePackage = createRequire(import.meta.url);
const loaded = new Map<string, { exports: unknown }>();

/** By their paths, for whoever keeps their code. */
export const scripts = new Map<string, Script>();

/** @param name of a script, with `./` */
function load(name: string): unknown {
  const known = loaded.get(name);
  if (known) return known.exports;
  const path = here + name.slice(2);
  const script = compiled(path);
  scripts.set(path, script);
  const module: { exports: unknown } = { exports: {} };
  loaded.set(name, module);
  const require = (id: string): unknown => (id.startsWith("./") ? load(id) : requirePackage(id));
  script.runInThisContext()(module.exports, require, module, path, here);
  return module.exports;
}

function compiled(path: string): Script {
  const cachedData = keptCode(path);
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, "utf8")}\n})`;
  return new Script(wrapped, {
    filename: path,
    ...(cachedData && { cachedData }),
  });
}

function keptCode(path: string): Buffer | undefined {
  try {
    return readFileSync(`${path}.v8`);
  } catch {
    return undefined;
  }
}

load("./cli.cjs");
