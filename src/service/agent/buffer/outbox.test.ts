import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { files, optionsFor, put, shown } from "../testing/outboxes.ts";
import { scratch } from "../testing/scratch.ts";
import { Outbox } from "./outbox.ts";

test("messages, numbers and places outlive a crash; what was acknowledged does not come back", async () => {
  await using here = await scratch();
  const before = new Outbox(optionsFor(here.dir));
  put(before, "a");
  before.append("b", { source: "f", place: "16" }, (seq) => Buffer.from(`b${seq}`));
  put(before, "a");
  before.acknowledge(1);
  await before.flush();
  // No close: this is what kill -9 leaves behind.
  const after = new Outbox(optionsFor(here.dir));
  put(after, "a");
  assert.deepEqual(shown(after), ["b1", "a2", "a3"]);
  assert.equal(after.placeOf("f"), "16");
  await Promise.all([before.close(), after.close()]);
});

test("what is acknowledged after a restart is remembered, also when no message comes any more", async () => {
  await using here = await scratch();
  const first = new Outbox(optionsFor(here.dir));
  for (let i = 0; i < 3; i++) put(first, "a");
  await first.close();
  const second = new Outbox(optionsFor(here.dir));
  second.acknowledge(2);
  await second.flush();
  assert.equal(files(here.dir).length, 2);
  const third = new Outbox(optionsFor(here.dir));
  assert.deepEqual(shown(third), ["a3"]);
  third.acknowledge(3);
  await third.flush();
  assert.equal(files(here.dir).length, 1);
  put(third, "a");
  assert.deepEqual(shown(third), ["a4"]);
  await Promise.all([second.close(), third.close()]);
});

test("files are for their owner alone, and those that nothing waits in go", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(join(here.dir, "b"), { limitBytes: 8_000 }));
  for (let i = 0; i < 10; i++) put(box, "a", 400);
  assert.equal(statSync(join(here.dir, "b")).mode & 0o777, 0o700);
  for (const name of files(join(here.dir, "b"))) assert.equal(statSync(join(here.dir, "b", name)).mode & 0o777, 0o600);
  assert.ok(files(join(here.dir, "b")).length > 3);
  box.acknowledge(10);
  await box.flush();
  assert.equal(files(join(here.dir, "b")).length, 1);
  const after = new Outbox(optionsFor(join(here.dir, "b")));
  put(after, "a");
  assert.deepEqual(shown(after), ["a11"]);
  await Promise.all([box.close(), after.close()]);
});

test("a topic that has been silent since files were removed goes on with its number", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 8_000 }));
  box.append("quiet", { source: "f", place: "7" }, (seq) => Buffer.from(`${seq}`));
  for (let i = 0; i < 10; i++) put(box, "a", 400);
  box.acknowledge(11);
  await box.close();
  assert.equal(files(here.dir).length, 1);
  const after = new Outbox(optionsFor(here.dir));
  put(after, "quiet");
  assert.deepEqual([shown(after), after.placeOf("f")], [["quiet2"], "7"]);
  await after.close();
});

test("a full buffer lets the oldest go, counts it and says so", async () => {
  await using here = await scratch();
  const said: string[] = [];
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 8_000, say: (what) => said.push(what) }));
  for (let i = 0; i < 100; i++) put(box, "a", 100);
  const kept = shown(box);
  const { messages_dropped, messages_waiting, buffer_bytes: bytes = 0 } = box.counters();
  assert.deepEqual(
    kept,
    Array.from({ length: kept.length }, (_, i) => `a${101 - kept.length + i}`),
  );
  assert.deepEqual([messages_dropped, messages_waiting], [100 - kept.length, kept.length]);
  assert.ok(kept.length > 30 && bytes <= 8_000, `${kept.length} kept in ${bytes} bytes`);
  assert.match(said.join(), /buffer is full/);
  await box.close();
});

test("a message that cannot fit is dropped alone, and its number shows the gap", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 2_000 }));
  put(box, "a");
  put(box, "a", 1_500);
  put(box, "a");
  assert.deepEqual(shown(box), ["a1", "a3"]);
  assert.equal(box.counters().messages_dropped, 1);
  await box.close();
});

test("a damaged file costs what was damaged, and is counted", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(here.dir));
  for (let i = 0; i < 5; i++) put(box, "a", 50);
  await box.close();
  const file = join(here.dir, files(here.dir)[0] ?? "");
  const bytes = readFileSync(file);
  const at = bytes.indexOf("a3.");
  bytes[at] = 0x62;
  writeFileSync(file, bytes);
  const after = new Outbox(optionsFor(here.dir));
  assert.deepEqual(shown(after), ["a1", "a2", "a4", "a5"]);
  assert.ok(Number(after.counters().buffer_damaged_bytes) > 50);
  await after.close();
});
