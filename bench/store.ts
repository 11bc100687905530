/**
 * The store's figures: speed, size, memory. Run: npx tsx bench/store.ts [million points, 50 by default]
 * Built as it is shipped and run by plain node, since a loader's memory is not the store's. All files go afterwards.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsdown";

const million = Number(process.argv[2] ?? 50);
const directory = mkdtempSync(join(tmpdir(), "edgeward-bench-store-"));
const root = join(import.meta.dirname, "..");

/** @param flags of node */
function measure(points: number, flags: readonly string[], only: string): Record<string, string> {
  const data = mkdtempSync(join(directory, "data-"));
  const program = join(root, "node_modules/.cache/bench-store/figures.mjs");
  const out = execFileSync(process.execPath, [...flags, program, data, String(points), only], { encoding: "utf8" });
  rmSync(data, { recursive: true });
  return JSON.parse(out);
}

try {
  await build({
    config: false,
    cwd: root,
    entry: { figures: "bench/store/figures.ts" },
    format: "esm",
    platform: "node",
    target: "node20.19",
    outDir: "node_modules/.cache/bench-store",
    dts: false,
    logLevel: "error",
  });
  const small = ["--max-semi-space-size=4"];
  const figures = measure(million * 1_000_000, [], "");
  const resident = Object.keys(figures).find((name) => name.startsWith("resident")) ?? "";
  const frugal = measure(million * 1_000_000, small, "");
  console.table({
    ...figures,
    [`${resident}, node ${small[0]}`]: frugal[resident],
    ...measure(2_000_000, [], "random"),
  });
} finally {
  rmSync(directory, { recursive: true, force: true });
}
