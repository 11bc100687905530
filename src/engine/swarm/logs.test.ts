/** On streams as a real engine sent them; a real one is in test/lab. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "vitest";
import type { Docker } from "../docker/docker.ts";
import { serviceLogs } from "./logs.ts";

const details = "com.docker.swarm.node.id=n1,com.docker.swarm.service.id=s1,com.docker.swarm.task.id=t1";
const line = (text: string) => `2026-01-02T03:04:05.000000006Z ${details} ${text}`;

function framed(text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(1);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

async function read(chunks: readonly Buffer[]): Promise<readonly string[]> {
  const manager = { stream: async () => Readable.from(chunks) } as unknown as Docker;
  const seen: string[] = [];
  const coming = serviceLogs(manager, "s1", { follow: false }, new AbortController().signal);
  for await (const { task, node, text } of coming) seen.push(`${task}@${node} ${text}`);
  return seen;
}

const halves = (bytes: Buffer, at: number) => [bytes.subarray(0, at), bytes.subarray(at)];

describe("the lines of a service", () => {
  const expected = ["t1@n1 one", "t1@n1 two, ü"];

  test.each([0, 1, 5, 20, 150])("in frames, cut after %d bytes", async (at) => {
    const bytes = Buffer.concat([framed(`${line("one")}\n`), framed(`${line("two, ü")}\n`)]);
    assert.deepEqual(await read(halves(bytes, at)), expected);
  });

  test.each([0, 1, 5, 20, 150])("of a terminal, which has no frames, cut after %d bytes", async (at) => {
    const bytes = Buffer.from(`${line("one")}\r\n${line("two, ü")}\r\n`);
    assert.deepEqual(await read(halves(bytes, at)), expected);
  });

  test("none", async () => assert.deepEqual(await read([]), []));
});
