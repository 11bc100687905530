import { expect, test } from "vitest";
import type { JournalRecord } from "./record.ts";
import { replay } from "./replay.ts";

const client = "c";
const owe = (seq: number, released = false): JournalRecord => ({
  kind: "owe",
  client,
  seq,
  topic: `t${seq}`,
  qos: 2,
  retain: false,
  released,
  payload: Buffer.from("x"),
});

test("records carried out in turn give the state that they tell of", () => {
  const { sessions, retained } = replay([
    { kind: "session", client, user: "ann" },
    { kind: "subscribe", client, filter: "a", qos: 1 },
    { kind: "subscribe", client, filter: "b", qos: 2 },
    { kind: "unsubscribe", client, filter: "a" },
    owe(2),
    owe(1),
    owe(3),
    { kind: "release", client, seq: 1 },
    { kind: "paid", client, seq: 2 },
    { kind: "received", client, id: 4 },
    { kind: "received", client, id: 5 },
    { kind: "completed", client, id: 4 },
    { kind: "retain", topic: "r", qos: 1, payload: Buffer.from("1") },
    { kind: "retain", topic: "s", qos: 1, payload: Buffer.from("2") },
    { kind: "unretain", topic: "r" },
  ]);
  const session = sessions.get(client);
  expect(session?.user).toBe("ann");
  expect([...(session?.subscriptions ?? [])]).toEqual([["b", 2]]);
  expect(session?.owed.map(({ seq, released }) => [seq, released])).toEqual([
    [1, true],
    [3, false],
  ]);
  expect([...(session?.received ?? [])]).toEqual([5]);
  expect([...retained.keys()]).toEqual(["s"]);
});

test("a session that was begun anew or forgotten keeps nothing of the old one", () => {
  const before: JournalRecord[] = [{ kind: "session", client, user: "ann" }, owe(1)];
  expect(replay([...before, { kind: "session", client, user: "ann" }]).sessions.get(client)?.owed).toEqual([]);
  expect(replay([...before, { kind: "forget", client }, owe(2)]).sessions.size).toBe(0);
});
