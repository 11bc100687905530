// What the tests import is made first, when it is not up to date.
import "./scripts/compile-schema.mjs";
import { defineConfig } from "vitest/config";

const counted = process.env.CI
  ? (["default", ["json", { outputFile: `node_modules/.cache/tests-${process.argv.at(-1)}.json` }]] as const)
  : ["default"];

/** fast: no programs of others, seconds. live: real mosquitto, influxd, other users, whole stacks. lab: hosts with a Docker
 * Engine each. */
export default defineConfig({
  test: {
    reporters: [...counted] as never,
    projects: [
      {
        test: {
          name: "fast",
          include: ["src/**/*.test.ts", "test/golden/**/*.test.ts", "test/contract/**/*.test.ts", "test/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Many of these wait for a socket or a timer, and none changes what another sees: they share what a worker has loaded.
          pool: "forks",
          isolate: false,
          maxWorkers: 4,
        },
      },
      {
        test: {
          name: "live",
          include: ["test/live/**/*.test.ts"],
          globalSetup: ["test/live/judges.setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "lab",
          include: ["test/lab/**/*.test.ts"],
          globalSetup: ["test/lab/lab.setup.ts"],
          // Each file has hosts of its own, a processor each, which wait about half of their time.
          maxWorkers: 2,
          // Hosts boot, and the first time they are made.
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
