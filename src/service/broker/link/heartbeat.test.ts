import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { Connection } from "./connection.ts";
import { Flusher } from "./flusher.ts";
import { Heartbeat, silenceLimitMs } from "./heartbeat.ts";

function aConnection(ended: string[]) {
  return new Connection({
    socket: new PassThrough(),
    from: "test",
    flusher: new Flusher(),
    packetBytes: 1000,
    backlogBytes: 1000,
    onSent() {},
    onEnd: (_, why) => ended.push(why),
  });
}

test.each([
  [0, Number.POSITIVE_INFINITY],
  [1, 1500],
  [65_535, 98_302_500],
])("a client that announced %s seconds may be silent for %s milliseconds", (keepAliveS, limit) => {
  expect(silenceLimitMs(keepAliveS)).toBe(limit);
});

test("a round that comes late, since this process was held up, judges nobody; the next one does", () => {
  let now = performance.now();
  const ended: string[] = [];
  using heartbeat = new Heartbeat({ connectMs: 1000, stallMs: 1000, clock: () => now });
  const connection = aConnection(ended);
  heartbeat.add(connection);
  heartbeat.loggedIn(connection, 1500);
  now += 60_000;
  heartbeat.round();
  assert.deepEqual(ended, []);
  now += 200;
  heartbeat.round();
  assert.deepEqual(ended, ["keep-alive"]);
});

test("a connection that we do not read from is not called silent", () => {
  let now = performance.now();
  const ended: string[] = [];
  using heartbeat = new Heartbeat({ connectMs: 1000, stallMs: 1000, clock: () => now });
  const connection = aConnection(ended);
  connection.hold("unstored");
  heartbeat.loggedIn(connection, 1500);
  for (let i = 0; i < 20; i++) {
    now += 200;
    heartbeat.round();
  }
  assert.deepEqual(ended, []);
});
