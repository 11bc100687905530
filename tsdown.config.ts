// What the sources import is made first, when it is not up to date.
import "./scripts/compile-schema.mjs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import { pageParts } from "./scripts/page-parts.ts";

const both = { platform: "node", target: "node20.19", outDir: "dist", dts: false, sourcemap: false } as const;

/** The parser of `yaml`'s build for Node asks the environment at each word whether to trace; this one is the same and does not. */
const yaml = fileURLToPath(new URL("node_modules/yaml/browser/index.js", import.meta.url));

/** A string with a single letter beyond Latin-1 takes two bytes for each of its letters. */
const ascii = {
  name: "ascii",
  generateBundle(_: unknown, bundle: Record<string, { code?: string }>) {
    const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    for (const file of Object.values(bundle)) {
      if (file.code !== undefined) file.code = file.code.replaceAll(/[^\0-\x7f]/g, escaped);
    }
  },
};

export default defineConfig([
  /** The process that hosts embedded services (small, so that it starts fast and stays small). */
  { ...both, entry: { host: "src/service/host/main.ts" }, format: "esm", clean: true },
  /** What starts the command line: Node loads a script faster than a module. */
  { ...both, entry: { main: "src/start.ts" }, format: "cjs", clean: false, checks: { legacyCjs: false } },
  /** The command line: scripts, since V8's code can be kept for scripts only, with those packages in them that every command needs. */
  {
    ...both,
    entry: { cli: "src/main.ts" },
    format: "cjs",
    outputOptions: {
      // A script that imports would need an experimental feature of Node's vm, and a warning with it.
      dynamicImportInCjs: false,
      codeSplitting: { groups: [{ name: "yaml", test: /node_modules\/yaml\// }] },
      chunkFileNames: ({ name }: { name: string }) => (name === "yaml" ? "[name].cjs" : "[name]-[hash].cjs"),
      postBanner: "(function (exports, require, module, __filename, __dirname) {",
      postFooter: "})",
    },
    plugins: [ascii],
    clean: false,
    deps: { alwaysBundle: ["yaml", "commander"] },
    alias: { yaml },
    checks: { legacyCjs: false },
  },
  /** The console's page, with all that it needs: a browser that looks at it asks nobody else. */
  {
    entry: { page: "src/console/page/main.tsx" },
    outDir: "dist/page",
    platform: "browser",
    target: "es2022",
    format: "esm",
    tsconfig: "src/console/page/tsconfig.json",
    outExtensions: () => ({ js: ".js" }),
    dts: false,
    minify: true,
    clean: false,
    deps: { alwaysBundle: [/./] },
    plugins: [pageParts],
  },
]);
