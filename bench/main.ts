/** All figures, one after the other. Each part can be run by itself: `npx tsx bench/<part>.ts`. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const parts = ["startup", "data-path", "store", "ingest", "convert", "users"];
const chosen = process.argv.length > 2 ? parts.filter((part) => process.argv.includes(part)) : parts;
for (const part of chosen) {
  console.log(`\n## ${part}\n`);
  const program = fileURLToPath(new URL(`${part}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ["--import", "tsx", program], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
