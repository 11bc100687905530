/** What a token's file and a store can be that they should not, as the built commands see it; engine and store are the test's. */
import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { archiveOf } from "../../src/engine/images/archive.ts";
import { aPlant, ended, until } from "./tokens/a-plant.ts";

const path = "secrets-token.json";
const good = Buffer.from(JSON.stringify({ auth: { client_token: "hvs.good", lease_duration: 60, renewable: true } }));
const file = (bytes: Buffer, mode = 0o600) => archiveOf([{ path, bytes, mode }]);

describe("a token's file", () => {
  test.each([
    ["half written", file(good.subarray(0, 40)), /is no JSON/],
    ["garbage", file(Buffer.from([0xff, 0, 1, 0xfe])), /is no JSON/],
    [
      "a link to another's",
      archiveOf([{ path, link: "../core-data/secrets-token.json" }]),
      /is a link or a directory, and no file/,
    ],
    ["a directory", archiveOf([{ path, directory: true, mode: 0o755 }]), /is a link or a directory, and no file/],
    ["everybody's to write", file(good, 0o666), /may be written by everybody/],
    ["longer than a secret holds", file(Buffer.alloc(600 * 1024, "x")), /more than a swarm secret holds/],
  ])("that is %s is named and not delivered", async (_what, archive, says) => {
    await using plant = await aPlant({ source: "file" });
    plant.contents.file = archive;
    const { status, out, err } = await plant.token("ls", "--format", "json");
    const [report] = JSON.parse(out) as { state: string; fault?: { what: string; remedy: string } }[];
    assert.deepEqual([status, report?.state], [1, "faulty"], out + err);
    assert.match(report?.fault?.what ?? "", says);
    const delivered = await plant.token("deliver");
    assert.equal(delivered.status, 3, delivered.err);
    assert.deepEqual(plant.engine.secrets, []);
    assert.doesNotMatch(out + err + delivered.out + delivered.err, /hvs\./);
  });

  test("that was half written is delivered when it is whole, by a watch that saw it before", async () => {
    await using plant = await aPlant({ source: "file" });
    plant.contents.file = file(good.subarray(0, 40));
    const watch = plant.start();
    await until(() => /is no JSON/.test(plant.said.join("")));
    const { token } = plant.store.make(3_600);
    plant.write(token, 3_600);
    await until(() => plant.isQuiet());
    assert.equal(await ended(watch, "SIGTERM"), 0);
  });
});

test("a store that was away for longer than a lease is asked again as soon as it runs, and the ended token is replaced", async () => {
  await using plant = await aPlant({ source: "api" });
  plant.hasOld();
  plant.store.state.sealed = true;
  const watch = plant.start();
  await until(() => /could not be renewed: the store is sealed/.test(plant.said.join("")));
  plant.time.shiftMs += 24 * 3_600_000;
  plant.store.state.sealed = false;
  // As its container's start is told.
  plant.engine.tell("plant_store");
  await until(() => plant.isQuiet());
  assert.equal(await ended(watch, "SIGTERM"), 0, plant.said.join(""));
});

test("a store that was started anew and knows none of its tokens is noticed by its start, not by the end of a lease", async () => {
  await using plant = await aPlant({ source: "file" });
  const { token, accessor } = plant.store.make(3_600);
  plant.write(token, 3_600);
  const watch = plant.start();
  await until(() => plant.isQuiet());
  const first = plant.mounted()?.ID;
  // From here on it remembers the store's word, for two thirds of an hour.
  await until(() => plant.store.asked.some(({ line }) => line.endsWith("/lookup-self")));
  const looked = plant.lookedAt();
  await until(() => plant.lookedAt() !== looked);
  plant.store.forget(accessor);
  plant.engine.tell("plant_store");
  await until(() => plant.mounted()?.ID !== first);
  plant.engine.age(60);
  await until(() => plant.isQuiet());
  assert.equal(await ended(watch, "SIGTERM"), 0, plant.said.join(""));
});
