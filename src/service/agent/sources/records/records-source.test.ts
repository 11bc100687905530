import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { appendFile, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { quick, surroundings } from "../../testing/launch.ts";
import { scratch } from "../../testing/scratch.ts";
import { aSink } from "../../testing/sink.ts";
import { until } from "../../testing/until.ts";
import { collectRecords } from "./records-source.ts";

const layout = { sizeBytes: 4, variables: [{ name: "o_n", offset: 0, bits: 32, signed: false }] } as const;
const bytes = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

function start(
  from: string,
  { format = "influx" as "influx" | "json", sink = aSink(), stdin = new PassThrough() } = {},
) {
  const around = surroundings();
  const source = collectRecords({
    source: { topic: "plant/Servo", from, format },
    layout,
    stdin,
    sink,
    log: around.log,
    pace: quick,
  });
  const values = () => sink.messages.flat().map(({ fields }) => Number(fields[0]?.[1]));
  const has = (count: number) => until(`${count} records`, () => values().length >= count);
  return { source, sink, values, has, logged: around.logged };
}

test("a file is read to its end, and followed as it grows, also in the middle of a record", async () => {
  await using here = await scratch();
  const file = join(here.dir, "f");
  await writeFile(file, bytes(...range(0, 1000)));
  const { source, sink, values, has } = start(file);
  await has(1000);
  await appendFile(file, bytes(1000).subarray(0, 3));
  await until("the half record", () => source.counters().records_partial === 1);
  await appendFile(file, Buffer.concat([bytes(1000).subarray(3), bytes(1001)]));
  await has(1002);
  await source[Symbol.asyncDispose]();
  assert.deepEqual(values(), range(0, 1002));
  assert.equal(sink.messages[0]?.[0]?.measurement, "Servo");
  assert.ok(sink.messages.length < 20, "records that are read together travel together");
  const times = sink.messages.flat().map(({ timeNs }) => timeNs);
  assert.equal(new Set(times).size, 1002);
});

test("JSON carries one record a message", async () => {
  await using here = await scratch();
  await writeFile(join(here.dir, "f"), bytes(1, 2, 3));
  const { source, sink, has } = start(join(here.dir, "f"), { format: "json" });
  await has(3);
  await source[Symbol.asyncDispose]();
  assert.equal(sink.messages.length, 3);
});

test("after a restart a file is read on from the last whole record that got into a message", async () => {
  await using here = await scratch();
  const file = join(here.dir, "f");
  await writeFile(file, Buffer.concat([bytes(1, 2, 3), bytes(4).subarray(0, 2)]));
  const first = start(file);
  await first.has(3);
  await first.source[Symbol.asyncDispose]();
  await appendFile(file, Buffer.concat([bytes(4).subarray(2), bytes(5)]));
  const second = start(file, { sink: first.sink });
  await second.has(5);
  await second.source[Symbol.asyncDispose]();
  assert.deepEqual(second.values(), [1, 2, 3, 4, 5]);
});

test("a file that is replaced is read from its start, and what was unfinished in the old one is counted", async () => {
  await using here = await scratch();
  const file = join(here.dir, "f");
  await writeFile(file, Buffer.concat([bytes(1, 2), Buffer.of(9)]));
  const { source, values, has } = start(file);
  await has(2);
  await writeFile(`${file}.new`, bytes(3, 4, 5));
  await rename(`${file}.new`, file);
  await has(5);
  await source[Symbol.asyncDispose]();
  assert.deepEqual(values(), [1, 2, 3, 4, 5]);
  assert.equal(source.counters().records_partial, 1);
});

test("a file that is cut short is read from its start", async () => {
  await using here = await scratch();
  const file = join(here.dir, "f");
  await writeFile(file, bytes(1, 2, 3, 4));
  const { source, values, has } = start(file);
  await has(4);
  await writeFile(file, bytes(5));
  await has(5);
  await source[Symbol.asyncDispose]();
  assert.deepEqual(values(), [1, 2, 3, 4, 5]);
});

test("a file that was cut short while the agent was away is read from its start", async () => {
  await using here = await scratch();
  const file = join(here.dir, "f");
  await writeFile(file, bytes(1, 2, 3, 4));
  const first = start(file);
  await first.has(4);
  await first.source[Symbol.asyncDispose]();
  await writeFile(file, bytes(5));
  const second = start(file, { sink: first.sink });
  await second.has(5);
  await second.source[Symbol.asyncDispose]();
  assert.deepEqual(second.values(), [1, 2, 3, 4, 5]);
});

test("a file that is not there yet, or is no file, is named, and read when it comes", async () => {
  await using here = await scratch();
  const file = join(here.dir, "f");
  const missing = start(file);
  await until("the reason", () => /ENOENT/.test(missing.source.trouble() ?? ""));
  await writeFile(file, bytes(1));
  await missing.has(1);
  assert.equal(missing.source.trouble(), undefined);
  await missing.source[Symbol.asyncDispose]();
  await using directory = start(here.dir).source;
  await until("the reason", () => /neither a file nor a FIFO/.test(directory.trouble() ?? ""));
});

test("a file waits while there is no room, since it keeps what is in it", async () => {
  await using here = await scratch();
  await writeFile(join(here.dir, "f"), bytes(...range(0, 500)));
  const sink = aSink();
  const put = sink.put;
  sink.put = (samples, mark) => {
    put(samples, mark);
    sink.room = false;
  };
  const { source, has, values } = start(join(here.dir, "f"), { sink });
  await has(200);
  expect(values().length).toBe(200);
  sink.room = true;
  await has(400);
  sink.room = true;
  await has(500);
  await source[Symbol.asyncDispose]();
  assert.deepEqual(values(), range(0, 500));
});

test("a FIFO waits for its writers; when one goes in the middle of a record, the next starts afresh", async () => {
  await using here = await scratch();
  const fifo = join(here.dir, "fifo");
  execFileSync("mkfifo", [fifo]);
  const { source, values, has } = start(fifo);
  const write = async (...chunks: Buffer[]) => {
    const writer = await open(fifo, "w");
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  };
  await write(bytes(1), bytes(2).subarray(0, 1), bytes(2).subarray(1));
  await has(2);
  await write(bytes(3), bytes(99).subarray(0, 3));
  await until("the half record", () => source.counters().records_partial === 1);
  for (let n = 4; n < 40; n++) {
    await write(bytes(n));
    await has(n);
  }
  await write(bytes(...range(40, 20_000)));
  await has(20_039);
  await rm(fifo);
  execFileSync("mkfifo", [fifo]);
  await write(bytes(20_040));
  await has(20_040);
  await source[Symbol.asyncDispose]();
  assert.deepEqual(values(), range(1, 20_040));
});

test("a FIFO that was read once is never without a reader", async () => {
  await using here = await scratch();
  const fifo = join(here.dir, "fifo");
  execFileSync("mkfifo", [fifo]);
  const { source, has } = start(fifo);
  // Opened without waiting: ENXIO when nobody reads, fifo(7).
  const tryWrite = (value: number) => {
    try {
      const writer = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
      writeSync(writer, bytes(value));
      closeSync(writer);
      return true;
    } catch {
      return false;
    }
  };
  await until("it is open", () => tryWrite(0));
  let refused = 0;
  for (let n = 1; n <= 300; n++) {
    if (!tryWrite(n)) refused++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(refused, 0);
  await has(301);
  await source[Symbol.asyncDispose]();
});

test("a FIFO without writers costs nothing, and does not keep the agent from stopping", async () => {
  await using here = await scratch();
  const fifo = join(here.dir, "fifo");
  execFileSync("mkfifo", [fifo]);
  const { source } = start(fifo);
  // Whoever opens it for writing without waiting is let in only when it is being read: ENXIO otherwise, fifo(7).
  await until("it is open", async () => {
    return open(fifo, constants.O_WRONLY | constants.O_NONBLOCK).then(
      (writer) => writer.close().then(() => true),
      () => false,
    );
  });
  await source[Symbol.asyncDispose]();
});

test("standard input is read until it is closed, which is said", async () => {
  const stdin = new PassThrough();
  const { source, values, has } = start("-", { stdin });
  stdin.write(bytes(1).subarray(0, 2));
  stdin.write(bytes(1).subarray(2));
  stdin.write(bytes(2));
  await has(2);
  stdin.end(Buffer.of(7));
  await until("its end", () => source.trouble() === "standard input was closed");
  await source[Symbol.asyncDispose]();
  assert.deepEqual(values(), [1, 2]);
  assert.equal(source.counters().records_partial, 1);
});
