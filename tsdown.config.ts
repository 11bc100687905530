// What the sources import is made first, when it is not up to date.
import "./scripts/compile-schema.mjs";
import { defineConfig } from "tsdown";

/** Two programs: the command line, and the process that hosts embedded services (small, so that it starts fast and stays small). */
export default defineConfig({
  entry: { main: "src/main.ts", host: "src/service/host/main.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  dts: false,
  sourcemap: false,
  clean: true,
});
