import assert from "node:assert/strict";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "vitest";
import { anEngine } from "./testing/an-engine.ts";

const type = "Content-Type: application/vnd.docker.raw-stream\r\n";

test("a connection is taken over with what came together with the answer, both ways, and each side may end first", async () => {
  const engine = await anEngine(() => assert.fail("it was not asked to upgrade"));
  engine.server.on("upgrade", (request, socket: Duplex) => {
    assert.deepEqual([request.headers.upgrade, request.headers.connection], ["tcp", "Upgrade"]);
    socket.write(`HTTP/1.1 101 UPGRADED\r\n${type}Connection: Upgrade\r\nUpgrade: tcp\r\n\r\nhead `);
    socket.on("data", (bytes) => socket.write(String(bytes).toUpperCase()));
    socket.on("end", () => socket.end(" bye"));
  });
  const docker = await engine.connect();
  const taken = await docker.hijack("/containers/x/attach", { query: { stream: 1 } });
  taken.end("hello");
  assert.equal(await text(taken), "head HELLO bye");
});

test("so it is where something in between has lost the upgrade, and the engine answers 200", async () => {
  const engine = await anEngine((request) => {
    const { socket } = request;
    socket.write(`HTTP/1.1 200 OK\r\n${type}\r\nhead `);
    socket.once("data", (bytes) => socket.end(String(bytes).toUpperCase()));
  });
  const docker = await engine.connect();
  const taken = await docker.hijack("/exec/x/start", { body: { Tty: false } });
  taken.write("hello");
  assert.equal(await text(taken), "head HELLO");
});

test("a taken connection ends with the client", async () => {
  const engine = await anEngine(() => undefined);
  const over = new Promise((resolve) => {
    engine.server.on("upgrade", (_, socket: Duplex) => {
      socket.write(`HTTP/1.1 101 UPGRADED\r\n${type}Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n`);
      socket.on("error", resolve).once("end", resolve).resume();
    });
  });
  const docker = await engine.connect();
  const taken = await docker.hijack("/x");
  await docker[Symbol.asyncDispose]();
  await over;
  assert.ok(taken.destroyed);
});

test("a taken connection ends with its signal", async () => {
  const engine = await anEngine(() => undefined);
  engine.server.on("upgrade", (_, socket: Duplex) => {
    socket.write(`HTTP/1.1 101 UPGRADED\r\n${type}Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n`);
    socket.on("error", () => undefined);
  });
  const docker = await engine.connect();
  const stop = new AbortController();
  const taken = await docker.hijack("/x", { signal: stop.signal });
  const read = text(taken);
  stop.abort(new Error("stopped"));
  await assert.rejects(read, /stopped/);
});
