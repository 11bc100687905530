import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "vitest";
import { localDoor } from "./local-door.ts";

async function anEcho() {
  const server = createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())) };
}

test("each connection goes through one of its own, both ways, and its end is handed on", async () => {
  await using echo = await anEcho();
  let opened = 0;
  await using door = await localDoor(async () => {
    opened += 1;
    return connect({ port: echo.port, host: "127.0.0.1", allowHalfOpen: true });
  }, 4);
  const say = async (text: string) => {
    const socket = connect({ port: door.port, host: door.host, allowHalfOpen: true });
    socket.end(text);
    return (await buffer(socket)).toString();
  };
  assert.deepEqual(await Promise.all([say("one"), say("two")]), ["one", "two"]);
  assert.equal(opened, 2);
});

test("a caller is told by a reset that there is no way through, and hung up on when the door is closed", async () => {
  await using nowhere = await localDoor(async () => {
    throw new Error("no way");
  }, 4);
  const refused = connect(nowhere.port, nowhere.host);
  const why = await new Promise<NodeJS.ErrnoException>((resolve) => refused.once("error", resolve));
  assert.equal(why.code, "ECONNRESET");
  await using echo = await anEcho();
  const door = await localDoor(async () => connect(echo.port, "127.0.0.1"), 4);
  const socket = connect(door.port, door.host);
  socket.on("error", () => {}).write("x");
  await new Promise((resolve) => socket.once("data", resolve));
  await door[Symbol.asyncDispose]();
  await new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once("close", resolve)));
});

test("so many go through at a time until they are answered, the others in their turn", async () => {
  let under = 0;
  let most = 0;
  await using door = await localDoor(async () => {
    under += 1;
    most = Math.max(most, under);
    const far = new PassThrough();
    far.once("data", () => {
      under -= 1;
    });
    return far;
  }, 2);
  const say = async (text: string) => {
    const socket = connect({ port: door.port, host: door.host, allowHalfOpen: true });
    socket.end(text);
    return (await buffer(socket)).toString();
  };
  const said = ["a", "b", "c", "d", "e"];
  assert.deepEqual(await Promise.all(said.map(say)), said);
  assert.equal(most, 2);
});
