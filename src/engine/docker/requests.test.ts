import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "vitest";
import { EngineRefusal, orAbsent } from "./docker.ts";
import { anEngine } from "./testing/an-engine.ts";

test("a question goes out with its version, query and body, and its answer comes back", async () => {
  const engine = await anEngine(async (request, response) => {
    response.end(JSON.stringify({ asked: `${request.method} ${request.url}`, body: await text(request) }));
  });
  const docker = await engine.connect();
  const query = { all: true, filters: { label: ["a=b c"] }, limit: 3, none: undefined };
  assert.deepEqual(await docker.ask("POST", "/x", { query, body: { one: "ü" } }), {
    asked: "POST /v1.45/x?all=true&filters=%7B%22label%22%3A%5B%22a%3Db+c%22%5D%7D&limit=3",
    body: '{"one":"ü"}',
  });
});

test("twenty questions one after the other need one connection", async () => {
  const engine = await anEngine((_, response) => response.end("[]"));
  const docker = await engine.connect();
  for (let i = 0; i < 20; i++) await docker.ask("GET", "/x");
  assert.equal(engine.connections(), 1);
});

test("a kept connection that the engine closed meanwhile costs nobody an answer", async () => {
  let asked = 0;
  const engine = await anEngine((request, response) => {
    asked += 1;
    // As when the engine's own deadline falls together with our question.
    if (asked === 1) request.socket.destroy();
    else response.end('"there"');
  });
  const docker = await engine.connect();
  assert.equal(await docker.ask("GET", "/x"), "there");
  asked = 0;
  await assert.rejects(docker.ask("POST", "/x"), { code: "unreachable" }, "what may have been done is not done twice");
  assert.equal(asked, 1);
});

test("what the engine refuses comes with its status and its own words, also when they are no JSON", async () => {
  const engine = await anEngine((request, response) => {
    response.statusCode = request.url?.endsWith("/none") ? 404 : 500;
    response.end(response.statusCode === 404 ? '{"message":"no such thing"}' : "gone wrong\n");
  });
  const docker = await engine.connect();
  await assert.rejects(docker.ask("GET", "/none"), new EngineRefusal(404, "no such thing"));
  await assert.rejects(docker.stream("GET", "/x"), new EngineRefusal(500, "gone wrong"));
  await assert.rejects(docker.hijack("/none"), new EngineRefusal(404, "no such thing"));
  assert.equal(await orAbsent(docker.ask("GET", "/none")), undefined);
});

test("an answer that breaks off, or that is none of an engine's, is said so", async () => {
  const engine = await anEngine((request, response) => {
    if (request.url?.endsWith("/html")) return void response.end("<html>");
    response.writeHead(200, { "Content-Length": 1000 });
    response.write('{"half":');
    setImmediate(() => response.destroy());
  });
  const docker = await engine.connect();
  await assert.rejects(docker.ask("GET", "/x"), { code: "unreachable", message: /connection broke before/ });
  await assert.rejects(docker.ask("GET", "/html"), { code: "unreachable", message: /no Docker Engine/ });
  const stream = await docker.stream("GET", "/x");
  await assert.rejects(text(stream), { code: "unreachable", message: /connection broke before/ });
});

test("a huge answer is streamed at the reader's pace", async () => {
  const total = 96 * 1024 * 1024;
  const block = Buffer.alloc(1024 * 1024);
  let sent = 0;
  const engine = await anEngine((_, response) => {
    const all = Readable.from(
      (function* () {
        for (; sent < total; sent += block.length) yield block;
      })(),
    );
    all.pipe(response);
  });
  const docker = await engine.connect();
  const stream = await docker.stream("GET", "/huge");
  await sleep(200);
  assert.ok(sent < total / 2, `${sent} bytes were sent before anybody read`);
  let read = 0;
  for await (const part of stream as AsyncIterable<Buffer>) read += part.length;
  assert.equal(read, total);
  sent = 0;
  await assert.rejects(docker.ask("GET", "/huge"), { code: "unreachable", message: /more than \d+ bytes/ });
});

test("an engine that refuses before it has read the whole body is heard, and its connection is not lost", async () => {
  const engine = await anEngine((request, response) => {
    if (request.method === "GET") return void response.end("1");
    const refusal = '{"message":"no archive"}';
    request.socket.write(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${refusal.length}\r\n\r\n${refusal}`);
  });
  const docker = await engine.connect();
  const endless = () =>
    Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
    );
  for (let i = 0; i < 20; i++) {
    const body = endless();
    await assert.rejects(docker.ask("PUT", "/archive", { body }), new EngineRefusal(400, "no archive"));
    assert.ok(body.destroyed);
  }
  assert.equal(await docker.ask("GET", "/x"), 1);
});

test("a signal ends a question, a wait for a place, and a stream, with its own reason", async () => {
  const engine = await anEngine((request, response) => {
    if (request.url?.endsWith("/stream")) response.write("first");
  });
  const docker = await engine.connect();
  const stop = new AbortController();
  const waiting = Array.from({ length: 40 }, () => docker.ask("GET", "/never", { signal: stop.signal }));
  const stream = await docker.stream("GET", "/stream", { signal: stop.signal });
  const read = text(stream);
  const reason = new Error("stopped by the test");
  setImmediate(() => stop.abort(reason));
  await Promise.all([...waiting, read].map((one) => assert.rejects(one, reason)));
  await assert.rejects(docker.ask("GET", "/never", { signal: stop.signal }), reason);
});

test("what is closed has no connection left", async () => {
  const engine = await anEngine((_, response) => void response.write("first"));
  const docker = await engine.connect();
  const stream = await docker.stream("GET", "/stream");
  const read = text(stream);
  await Promise.all([docker[Symbol.asyncDispose](), assert.rejects(read)]);
  while ((await new Promise<number>((resolve) => engine.server.getConnections((_, n) => resolve(n)))) > 0)
    await sleep(5);
  await assert.rejects(docker.ask("GET", "/x"), { code: "unreachable" });
  await docker[Symbol.asyncDispose]();
});
