/**
 * A watch that is killed after each of its acts, before it hears what came of it, and started again; and two at once. Real processes against
 * an engine and a store of the test's: real ones cannot be stopped at a step.
 */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { aPlant, ended, until } from "./tokens/a-plant.ts";

/** Longer than a token lives that nobody has written down. */
const birthMs = 125_000;

describe.each([
  { source: "api", least: 8 },
  { source: "file", least: 8 },
] as const)("tokens from the $source", ({ source, least }) => {
  test("wherever a watch is killed, the next one ends with one token in use and none that lives beside it", async () => {
    let reached = true;
    for (let at = 1; reached; at++) {
      await using plant = await aPlant({ source });
      plant.hasOld();
      const first = plant.start();
      plant.cut.at = at;
      plant.cut.now = () => void first.kill("SIGKILL");
      await until(() => plant.isQuiet() || first.signalCode !== null || first.exitCode !== null);
      reached = plant.acts.length >= at;
      if (reached) await ended(first);
      const done = plant.acts.slice(0, at).join(", ");
      plant.engine.age(700);
      plant.cut.at = 0;
      const second = reached ? plant.start() : first;
      await until(() => (plant.isQuiet() && plant.hasLooked(second)) || second.exitCode !== null);
      assert.equal(await ended(second, "SIGTERM"), 0, `${done}\n${plant.said.join("")}`);
      plant.time.shiftMs += birthMs;
      const own = source === "api" ? plant.mounted()?.Spec.Labels["edgeward.token.accessor"] : undefined;
      const others = [...plant.store.living().keys()].filter((one) => one !== plant.parent && one !== own);
      // Of a file nobody knows the accessor: one token lives, and it is the file's (isQuiet).
      assert.equal(others.length, source === "api" ? 0 : 1, `${done}: ${others.length} live on`);
      const made = plant.engine.containers.filter(({ started }) => !started);
      assert.deepEqual(made, [], `${done}: a container that was never started`);
      assert.doesNotMatch(plant.said.join(""), /hvs\./);
      if (!reached) assert.ok(at > least, `only ${at} acts: ${plant.acts.join(", ")}`);
    }
  }, 240_000);
});

test("two watches of one stack, of which neither can know of the other, end with one token", async () => {
  await using plant = await aPlant({ source: "api" });
  plant.hasOld();
  const other = mkdtempSync(join(plant.directory, "other-"));
  const watches = [plant.start(), plant.start(other)];
  // Both have made one, and each saw the other's.
  await until(() => plant.acts.filter((act) => act === "update").length >= 2);
  await until(() => {
    const living = [...plant.store.living().values()].filter((leftS) => leftS !== Infinity && leftS > 3_000);
    return living.length > 0;
  });
  plant.engine.age(60);
  await until(() => plant.isQuiet());
  for (const watch of watches) assert.equal(await ended(watch, "SIGTERM"), 0, plant.said.join(""));
  plant.time.shiftMs += birthMs;
  const own = plant.mounted()?.Spec.Labels["edgeward.token.accessor"];
  assert.deepEqual([...plant.store.living().keys()].toSorted(), [own, plant.parent].toSorted(), plant.acts.join(", "));
}, 120_000);
