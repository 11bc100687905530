import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { nodeBookFile } from "./node-book-file.ts";

async function aPlace(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "edgeward-book-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return join(home, "edgeward", "swarms");
}

const book = { swarm: "abc", nodes: [{ id: "n1", hostname: "edge", reach: "ssh://me@edge" }] };

test("a book is there for its user alone, until it is forgotten", async () => {
  const directory = await aPlace();
  const books = nodeBookFile(directory);
  assert.equal(await books.read("abc"), undefined);
  await books.write(book);
  assert.deepEqual(await books.read("abc"), book);
  const modes = await Promise.all(
    [directory, join(directory, "abc.json")].map(async (path) => (await stat(path)).mode),
  );
  assert.deepEqual(
    modes.map((mode) => mode & 0o777),
    [0o700, 0o600],
  );
  await books.forget("abc");
  await books.forget("abc");
  assert.equal(await books.read("abc"), undefined);
});

test("a book that is damaged, or another swarm's, is not believed", async () => {
  const directory = await aPlace();
  const books = nodeBookFile(directory);
  await books.write(book);
  for (const text of [
    "",
    "{",
    "[]",
    '{"version":1,"swarm":"abc","nodes":[{"id":1}]}',
    '{"version":1,"swarm":"xyz","nodes":[]}',
    '{"version":2,"swarm":"abc","nodes":[]}',
  ]) {
    await writeFile(join(directory, "abc.json"), text);
    await assert.rejects(books.read("abc"), { code: "state-damaged" }, text);
  }
});

test("what an engine calls its id is no way out of the directory", async () => {
  const books = nodeBookFile(await aPlace());
  for (const swarm of ["", "../x", "a/b", "a.b"]) {
    await assert.rejects(async () => books.read(swarm), { code: "bad-input" });
    await assert.rejects(async () => books.write({ ...book, swarm }), { code: "bad-input" });
  }
});

test("of many who write down a node at the same moment, none is forgotten", async () => {
  const books = nodeBookFile(await aPlace());
  const ids = Array.from({ length: 12 }, (_, i) => `n${i}`);
  await Promise.all(
    ids.map((id) => books.change("s1", (nodes) => [...nodes, { id, hostname: id, reach: `ssh://${id}` }])),
  );
  const { nodes = [] } = (await books.read("s1")) ?? {};
  assert.deepEqual(nodes.map(({ id }) => id).toSorted(), ids.toSorted());
});
