import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { optionsFor, put, shown } from "../testing/outboxes.ts";
import { scratch } from "../testing/scratch.ts";
import { newSegmentFile } from "./directory.ts";
import { Outbox } from "./outbox.ts";

/** A disk that is full as long as `full` says so; the rest of it is real. */
function fillable(full: () => boolean) {
  return (dir: string, number: number) => {
    const store = newSegmentFile(dir, number);
    const append = (bytes: Buffer) => {
      if (full()) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      store.append(bytes);
    };
    return Object.create(store, { append: { value: append } });
  };
}

test("while the disk is full, what is taken in is given out once, and numbers still outlive a crash as far as the disk knows", async () => {
  await using here = await scratch();
  let full = false;
  const box = new Outbox(
    optionsFor(here.dir),
    fillable(() => full),
  );
  put(box, "a");
  full = true;
  for (let i = 2; i <= 5; i++) {
    put(box, "a");
    assert.deepEqual(shown(box), i === 2 ? ["a1", "a2"] : [`a${i}`]);
    box.acknowledge(i);
    await box.flush();
  }
  const after = new Outbox(optionsFor(here.dir));
  put(after, "a");
  assert.equal(shown(after).at(-1), "a2");
  await Promise.all([box.close(), after.close()]);
});

test("a disk that is full moves the newest into bounded memory, says so, and is tried again", async () => {
  await using here = await scratch();
  const said: string[] = [];
  let full = false;
  let now = 0;
  const options = optionsFor(here.dir, {
    memoryBytes: 4_000,
    diskAgainMs: 10,
    elapsed: () => now,
    say: (what) => said.push(what),
  });
  const box = new Outbox(
    options,
    fillable(() => full),
  );
  put(box, "a");
  full = true;
  for (let i = 0; i < 99; i++) put(box, "a", 100);
  const kept = shown(box);
  assert.equal(kept[0], "a1");
  assert.equal(kept.at(-1), "a100");
  assert.equal(box.counters().messages_dropped, 100 - kept.length);
  assert.ok(Number(box.counters().buffer_memory_bytes) <= 4_000);
  assert.match(box.trouble ?? "", /ENOSPC/);
  full = false;
  now = 11;
  put(box, "a");
  assert.equal(box.trouble, undefined);
  assert.match(said.at(-1) ?? "", /again/);
  assert.deepEqual(shown(new Outbox(optionsFor(here.dir))), ["a1", "a101"]);
  await box.close();
});

test("a directory that cannot be made is no reason to stop", async () => {
  await using here = await scratch();
  writeFileSync(join(here.dir, "taken"), "");
  const said: string[] = [];
  const box = new Outbox(optionsFor(join(here.dir, "taken"), { say: (what) => said.push(what) }));
  put(box, "a");
  assert.deepEqual(shown(box), ["a1"]);
  assert.match(said.join(), /cannot be used/);
  await box.close();
});

test("a directory that is removed behind its back costs what was in it, and no more", async () => {
  await using here = await scratch();
  const said: string[] = [];
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 8_000, say: (what) => said.push(what) }));
  for (let i = 0; i < 8; i++) put(box, "a", 400);
  await box.flush();
  rmSync(here.dir, { recursive: true });
  for (let i = 0; i < 8; i++) put(box, "a", 400);
  await box.flush();
  put(box, "a");
  assert.equal(shown(box).at(-1), "a17");
  assert.match(said.join(), /ENOENT/);
  await box.close();
});
