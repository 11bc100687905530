// What the sources import is made first, when it is not up to date.
import "./scripts/compile-schema.mjs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

const both = { platform: "node", target: "node20.19", outDir: "dist", dts: false, sourcemap: false } as const;

/** The parser of `yaml`'s build for Node asks the environment at each word whether to trace; this one is the same and does not. */
const yaml = fileURLToPath(new URL("node_modules/yaml/browser/index.js", import.meta.url));

export default defineConfig([
  /** What starts the command line, and the process that hosts embedded services (small, so that it starts fast and stays small). */
  { ...both, entry: { main: "src/start.ts", host: "src/service/host/main.ts" }, format: "esm", clean: true },
  /** The command line: scripts, since V8's code can be kept for scripts only, with those packages in them that every command needs. */
  {
    ...both,
    entry: { cli: "src/main.ts" },
    format: "cjs",
    // A script that imports would need an experimental feature of Node's vm, and a warning with it.
    outputOptions: { dynamicImportInCjs: false },
    clean: false,
    deps: { alwaysBundle: ["yaml", "commander"] },
    alias: { yaml },
    checks: { legacyCjs: false },
  },
]);
