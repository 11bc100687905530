import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "vitest";
import { closesWithin, pour } from "./pour.ts";
import { aPlainServer } from "./testing/nobody-there.ts";

const quiet = new AbortController().signal;
const megabytes = (n: number) => Array.from({ length: n }, () => new Uint8Array(1_000_000));

async function client(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  return socket;
}

test("everything arrives, and no more than a chunk waits in memory", async () => {
  let arrived = 0;
  await using server = await aPlainServer((socket) =>
    socket.on("data", (bytes) => {
      arrived += bytes.length;
    }),
  );
  const socket = await client(server.port);
  let most = 0;
  function* watched() {
    for (const chunk of megabytes(20)) {
      most = Math.max(most, socket.writableLength);
      yield chunk;
    }
  }
  assert.equal(await pour(socket, watched(), quiet), true);
  const closed = once(socket, "close");
  socket.end();
  socket.resume();
  socket.destroySoon();
  await closed;
  assert.ok(arrived > 15_000_000, `${arrived}`);
  assert.ok(most <= 1_000_000, `${most}`);
});

test("it ends when the other side hangs up in the middle", async () => {
  await using server = await aPlainServer((socket) => socket.once("data", () => socket.destroy()));
  assert.equal(await pour(await client(server.port), megabytes(50), quiet), false);
});

test("it ends with the signal when the other side does not read", async () => {
  await using server = await aPlainServer((socket) => socket.pause());
  const socket = await client(server.port);
  await assert.rejects(pour(socket, megabytes(50), AbortSignal.timeout(100)), { name: "TimeoutError" });
  socket.destroy();
});

test("a socket that closes in time is told from one that does not, also when it is closed already", async () => {
  await using server = await aPlainServer((socket) => socket.once("data", () => socket.destroy()));
  const socket = await client(server.port);
  assert.equal(await closesWithin(socket, 20, quiet), false);
  socket.write("x");
  assert.equal(await closesWithin(socket, 10_000, quiet), true);
  assert.equal(await closesWithin(socket, 10_000, quiet), true);
  await assert.rejects(closesWithin(await client(server.port), 10_000, AbortSignal.abort(new Error("stop"))), /stop/);
});
