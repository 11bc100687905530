import assert from "node:assert/strict";
import { test } from "vitest";
import { loginsIn } from "./logins.ts";

/** As mosquitto 2.0.11 writes it. @see test/live/mosquitto-log.test.ts, where it does */
const log = [
  "2026-11-22T05:30:00: mosquitto version 2.0.11 starting",
  "2026-11-22T05:30:02: New connection from 127.0.0.1:44100 on port 28883.",
  "2026-11-22T05:30:02: New client connected from 127.0.0.1:44100 as telegraf (p2, c0, k30, u'telegraf.2').",
  "2026-11-22T05:30:03: New client connected from 127.0.0.1:44112 as agent (p2, c1, k30, u'agent').",
  "2026-11-22T05:30:04: New client connected from 127.0.0.1:44113 as two words (p2, c1, k30, u'agent').",
  "2026-11-22T05:30:05: Client two words closed its connection.",
  "2026-11-22T05:30:06: Client telegraf disconnected.",
  "2026-11-22T05:30:07: Reloading config.",
  "2026-11-22T05:30:08: New client connected from 127.0.0.1:44115 as agent (p2, c1, k30, u'agent.2').",
];

test("a client is what its last line says: as whom it came, whether it is there, whether its session waits", () => {
  const seen = loginsIn(log.join("\n"), new Set(["agent", "agent.2", "telegraf.2"]));
  assert.deepEqual(
    seen?.map(({ user, client, isConnected, isAwaited }) => [user, client, isConnected, isAwaited]),
    [
      ["telegraf.2", "telegraf", false, true],
      ["agent.2", "agent", true, false],
      ["agent", "two words", false, false],
    ],
  );
  assert.deepEqual(loginsIn(log.join("\n"), new Set(["nobody"])), []);
});

const at = (stamp: string) =>
  loginsIn(log.join("\n").replaceAll(/^\d{4}-\S+: /gm, stamp), new Set(["agent"]))?.[0]?.atMs;

test("a login is as late as its line may have been written, whatever the line's time looks like", () => {
  const last = Date.parse("2026-11-22T05:30:04Z") + 999;
  assert.equal(at(`${Math.floor(last / 1000)}: `), last);
  for (const stamp of [
    "2026-11-22T05:30:04Z",
    "2026-11-22T11:00:04+0530",
    "2026-11-21 23:30:04-06:00",
    "2026-11-22T05:30:04+00",
  ])
    assert.equal(at(`${stamp}: `), last, stamp);
  assert.equal(at("2026-11-22T05:30:04: "), new Date(2026, 10, 22, 5, 30, 4, 999).getTime());
});

test("without the time of a login, or without any login, nobody can say", () => {
  for (const stamp of ["", "0/: ", "22/11/26 05:30: ", "2026-11-22T05:99:30: "])
    assert.equal(at(stamp), undefined, stamp);
  const silent = log.filter((line) => !line.includes("New client"));
  assert.equal(loginsIn(silent.join("\n"), new Set(["agent"])), undefined);
  assert.equal(loginsIn("", new Set(["agent"])), undefined);
});

test("of a log that begins after its broker, nothing is said", () => {
  assert.equal(loginsIn(log.slice(1).join("\n"), new Set(["agent"])), undefined);
});

test("who came before the last start is not there any more", () => {
  const check = "2026-11-22T05:30:09: New client connected from 127.0.0.1:44116 as check (p2, c1, k60, u'operator').";
  assert.deepEqual(loginsIn([...log, ...log.slice(0, 1), check].join("\n"), new Set(["agent", "agent.2"])), []);
});
