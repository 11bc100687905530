#!/usr/bin/env node
/**
 * Runs the command line: scripts beside this file, each with the code that V8 made of it when this package was built
 * (`scripts/keep-code.mjs`), so that nothing is compiled twice. V8 itself refuses what another release of it has made, or other flags,
 * and we what a disk has damaged and what was made of another script; then the script is compiled as any other. Nothing is written.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";

const here = `${import.meta.dirname}/`;
const requirePackage: (id: string) => object = createRequire(import.meta.filename);
const loaded = new Map<string, { exports: object }>();

/** What many commands name and few come to use, and what takes milliseconds to load. */
const lateIds = ["./yaml.cjs", "node:child_process", "node:crypto", "node:net"];

/** By their paths, for whoever keeps their code. */
export const scripts = new Map<string, Script>();

/** Bytes of the sum at the end of kept code: there it leaves the code where V8 wants it. */
const sumBytes = 4;

/** Of a script and the code that V8 has made of it. */
export function sumOf(source: Uint8Array, code: Uint8Array): number {
  return crc32(code, crc32(source));
}

/** @param name of a script, with `./` */
function load(name: string): object {
  const known = loaded.get(name);
  if (known) return known.exports;
  const path = here + name.slice(2);
  const script = compiled(path);
  scripts.set(path, script);
  const module: { exports: object } = { exports: {} };
  loaded.set(name, module);
  const now = (id: string) => (id.startsWith("./") ? load(id) : requirePackage(id));
  const require = (id: string) => (lateIds.includes(id) ? whenUsed(() => now(id)) : now(id));
  script.runInThisContext()(module.exports, require, module, path, here);
  return module.exports;
}

/** Exports that are loaded when one of them is asked for. */
function whenUsed(load: () => object): object {
  let exports: object | undefined;
  return new Proxy(
    {},
    {
      get: (_, name) => {
        exports ??= load();
        return Reflect.get(exports, name);
      },
    },
  );
}

/** A script is one function of `exports` and so on, in ASCII (tsdown.config.ts): a single other letter would make it twice as large. */
function compiled(path: string): Script {
  const source = readFileSync(path);
  const cachedData = keptCode(path, source);
  return new Script(source.toString("latin1"), { filename: path, ...(cachedData && { cachedData }) });
}

/** V8 takes damaged code as it stands, and looks at no more of the script than its length. */
function keptCode(path: string, source: Uint8Array): Buffer | undefined {
  try {
    const file = readFileSync(`${path}.v8`);
    const code = file.subarray(0, -sumBytes);
    return file.readUInt32LE(code.length) === sumOf(source, code) ? code : undefined;
  } catch {
    return undefined;
  }
}

load("./cli.cjs");
