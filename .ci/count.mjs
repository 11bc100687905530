// Adds up what the test runs reported, and says it in one line. A run that stopped before its tests counts as one failure.
import { readdirSync, readFileSync } from "node:fs";

const status = Number(process.argv[2] ?? 1);
const directory = "node_modules/.cache";
let passed = 0;
let failed = 0;
let skipped = 0;
for (const name of readdirSync(directory).filter((file) => /^tests-.*\.json$/.test(file))) {
  const report = JSON.parse(readFileSync(`${directory}/${name}`, "utf8"));
  passed += report.numPassedTests;
  failed += report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0);
  skipped += report.numPendingTests;
}
if (status !== 0 && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
