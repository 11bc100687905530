import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { engineVersion } from "./engine-version.ts";

const never = new AbortController().signal;

async function anEngine(answer: RequestListener): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-lab-engine-"));
  const socket = join(directory, "engine.sock");
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });
  return socket;
}

test("an engine says its version", async () => {
  const socket = await anEngine(({ url }, reply) => void reply.end(JSON.stringify({ Version: `for ${url}` })));
  assert.equal(await engineVersion(socket, never), "for /version");
});

test("one that is absent, hangs up, or talks of other things has none", async () => {
  assert.equal(await engineVersion("/nowhere/engine.sock", never), undefined);
  assert.equal(await engineVersion(await anEngine(({ socket }) => void socket.destroy()), never), undefined);
  for (const text of ["", "null", "{}", '{"Version":7}', "<html>"]) {
    assert.equal(await engineVersion(await anEngine((_, reply) => void reply.end(text)), never), undefined, text);
  }
});

test("who waits for one that says nothing can be interrupted", async () => {
  const stop = new AbortController();
  const socket = await anEngine(() => stop.abort());
  assert.equal(await engineVersion(socket, stop.signal), undefined);
});
