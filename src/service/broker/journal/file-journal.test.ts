import assert from "node:assert/strict";
import { mkdtemp, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { until } from "../testing/until.ts";
import { decode } from "./codec.ts";
import { FileJournal } from "./file-journal.ts";
import type { JournalRecord } from "./record.ts";

const retain = (topic: string, size = 1): JournalRecord => ({
  kind: "retain",
  topic,
  qos: 1,
  payload: Buffer.alloc(size),
});

/** A journal whose disk is full whenever the test says so. */
async function aJournal() {
  const dir = await mkdtemp(join(tmpdir(), "edgeward-journal-"));
  const said: (string | undefined)[] = [];
  const state: JournalRecord[] = [];
  let full = false;
  let opened = 0;
  const limited: typeof open = async (...args) => {
    opened++;
    const handle = await open(...args);
    const append = handle.appendFile.bind(handle);
    handle.appendFile = async (data, options) => {
      if (full) throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      await append(data, options);
    };
    return handle;
  };
  const journal = await FileJournal.open({
    dir,
    file: "j",
    state: () => state,
    open: limited,
    onTrouble: (trouble) => said.push(trouble),
  });
  return {
    journal,
    said,
    state,
    opened: () => opened,
    dir,
    fill(is: boolean) {
      full = is;
    },
    topics: async () => {
      const { records } = decode(await readFile(join(dir, "j")));
      return records.map((record) => (record.kind === "retain" ? record.topic : ""));
    },
    async [Symbol.asyncDispose]() {
      await journal[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}

test("what was noted is in the file once it has settled; the file is for its owner alone", async () => {
  await using a = await aJournal();
  a.journal.note(() => retain("one"));
  a.journal.note(() => undefined);
  a.journal.note(() => retain("two"));
  await a.journal.settled();
  assert.deepEqual(await a.topics(), ["one", "two"]);
  assert.equal((await stat(join(a.dir, "j"))).mode & 0o777, 0o600);
  assert.equal(a.journal.settled(), undefined);
});

test("what nobody waits for is written a little later, and at the end", async () => {
  await using a = await aJournal();
  a.journal.note(() => retain("later"));
  let topics: readonly string[] = [];
  const look = setInterval(async () => (topics = await a.topics()), 20);
  await until(() => topics.length === 1, "the note to be written");
  clearInterval(look);
  a.journal.note(() => retain("at the end"));
  await a.journal[Symbol.asyncDispose]();
  assert.deepEqual(await a.topics(), ["later", "at the end"]);
});

test("a file that has grown is written anew from the state alone, and nothing else lies beside it", async () => {
  await using a = await aJournal();
  a.state.push(retain("state"));
  for (let i = 0; i < 6; i++) {
    a.journal.note(() => retain("big", 1024 * 1024));
    await a.journal.settled();
  }
  assert.deepEqual((await a.topics()).slice(0, 1), ["state"]);
  assert.ok((await stat(join(a.dir, "j"))).size < 3 * 1024 * 1024);
  assert.deepEqual(await readdir(a.dir), ["j"]);
});

test("a full disk rejects what waits, is said once, and is over once all has been written anew", async () => {
  await using a = await aJournal();
  a.fill(true);
  a.journal.note(() => retain("lost"));
  await assert.rejects(a.journal.settled() ?? Promise.resolve(), /ENOSPC/);
  assert.match(a.journal.failing ?? "", /ENOSPC/);
  a.journal.note(() => retain("also"));
  await assert.rejects(a.journal.settled() ?? Promise.resolve(), /ENOSPC/);
  a.state.push(retain("lost"), retain("also"));
  // Attempts that nobody waits for.
  const tries = a.opened();
  await until(() => a.opened() >= tries + 2, "two more attempts");
  a.fill(false);
  await until(() => a.journal.failing === undefined, "the next attempt");
  assert.deepEqual(await a.topics(), ["lost", "also"]);
  assert.deepEqual([a.said.length, a.said[1]], [2, undefined]);
});
