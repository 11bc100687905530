import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { Message } from "../route/message.ts";
import type { Channel } from "./channel.ts";
import { Outbound, type OutboundLimits } from "./outbound.ts";

const limits = (more: Partial<OutboundLimits> = {}): OutboundLimits => ({
  messages: 1000,
  bytes: 1e6,
  inFlight: 4,
  backlogBytes: 1e6,
  pool: { bytes: 0, limitBytes: 1e9 },
  ...more,
});

/** A client that carries out the receiver's part of sections 4.3.2 and 4.3.3. */
function aClient() {
  const got: string[] = [];
  const known = new Set<number>();
  const say: ["puback" | "pubrec" | "pubcomp", number][] = [];
  const channel: Channel = {
    backlogBytes: 0,
    sendPublish(message, qos, id) {
      if (qos === 1) {
        got.push(`${message.payload}`);
        say.push(["puback", id]);
      } else {
        if (!known.has(id)) got.push(`${message.payload}`);
        known.add(id);
        say.push(["pubrec", id]);
      }
    },
    sendAck(_kind, id) {
      known.delete(id);
      say.push(["pubcomp", id]);
    },
    close() {},
  };
  return { got, say, channel };
}

const step = fc.oneof(
  fc.constantFrom({ do: "publish" as const, qos: 1 as const }, { do: "publish" as const, qos: 2 as const }),
  fc.constant({ do: "answer" as const }),
  fc.constant({ do: "reconnect" as const }),
);

test("over any number of lost connections, QoS 2 arrives exactly once, QoS 1 at least once, each in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const outbound = new Outbound(limits(), undefined);
      const client = aClient();
      outbound.attach(client.channel);
      let count = 0;
      const sent: string[] = [];
      const answer = () => {
        const next = client.say.shift();
        if (next) assert.equal(outbound.acknowledge(...next), true);
      };
      for (const one of steps) {
        if (one.do === "publish") {
          const name = `${one.qos}:${count++}`;
          sent.push(name);
          assert.equal(outbound.add(new Message("t", Buffer.from(name), one.qos), one.qos, false), true);
          outbound.pump();
        } else if (one.do === "answer") answer();
        else {
          // What it had on its tongue is lost; it keeps what it knows.
          client.say.length = 0;
          outbound.detach();
          outbound.attach(client.channel);
        }
      }
      while (client.say.length > 0) answer();
      const twos = (names: readonly string[]) => names.filter((name) => name.startsWith("2"));
      assert.deepEqual(twos(client.got), twos(sent));
      const firsts = client.got.filter((name, i) => name.startsWith("1") && client.got.indexOf(name) === i);
      assert.deepEqual(
        firsts,
        sent.filter((name) => name.startsWith("1")),
      );
      assert.deepEqual([outbound.messages, outbound.bytes, outbound.idle], [0, 0, true]);
    }),
  );
});

test("no more are in flight than the window has room for, and none while the socket is full", () => {
  const outbound = new Outbound(limits({ inFlight: 2 }), undefined);
  const client = aClient();
  let backlogBytes = 0;
  const channel = Object.defineProperty({ ...client.channel }, "backlogBytes", { get: () => backlogBytes }) as Channel;
  outbound.attach(channel);
  for (let i = 0; i < 5; i++) outbound.add(new Message("t", Buffer.from(`${i}`), 1), 1, false);
  outbound.pump();
  assert.deepEqual(client.got, ["0", "1"]);
  backlogBytes = 2e6;
  outbound.acknowledge("puback", 1);
  assert.equal(client.got.length, 2);
  backlogBytes = 0;
  outbound.pump();
  assert.deepEqual(client.got, ["0", "1", "2"]);
});

test("an identifier is not given out again while its message is in flight, also after 65,535 others", () => {
  const outbound = new Outbound(limits(), undefined);
  const ids: number[] = [];
  outbound.attach({ ...aClient().channel, sendPublish: (_message, _qos, id) => ids.push(id) });
  const message = new Message("t", Buffer.from("x"), 1);
  outbound.add(message, 1, false);
  outbound.pump();
  for (let i = 0; i < 65_540; i++) {
    outbound.add(message, 1, false);
    outbound.pump();
    const id = ids.at(-1) ?? 0;
    if (id !== 1) outbound.acknowledge("puback", id);
  }
  assert.equal(ids.filter((id) => id === 1).length, 1);
  assert.equal(ids.length, 65_535);
  outbound.acknowledge("puback", 1);
  assert.equal(ids[65_535], 1);
});

test("all clients together are owed a bounded number of bytes, and what a session was owed is free when it ends", () => {
  const pool = { bytes: 0, limitBytes: 250 };
  const message = new Message("t", Buffer.alloc(93), 1);
  assert.equal(message.bytes, 100);
  const [one, two] = [new Outbound(limits({ pool }), undefined), new Outbound(limits({ pool }), undefined)];
  assert.deepEqual(
    [one.add(message, 1, false), two.add(message, 1, false), two.add(message, 1, false)],
    [true, true, false],
  );
  one.forgive();
  assert.equal(two.add(message, 1, false), true);
});

test("what a crash must not undo leaves only once it is written: a QoS 2 message, and the PUBREL that gives it up", async () => {
  const writes: (() => void)[] = [];
  const ignore = () => {};
  const outbound = new Outbound(limits(), {
    owe: ignore,
    release: ignore,
    paid: ignore,
    received: ignore,
    completed: ignore,
    settled: () => new Promise((done) => writes.push(done)),
  });
  const heard: string[] = [];
  const turn = () => new Promise((done) => setImmediate(done));
  outbound.attach({
    ...aClient().channel,
    sendPublish: (message, qos, id) => heard.push(`${message.payload} ${qos} ${id}`),
    sendAck: (_kind, id) => heard.push(`pubrel ${id}`),
  });
  outbound.add(new Message("t", Buffer.from("one"), 1), 1, false);
  outbound.add(new Message("t", Buffer.from("two"), 2), 2, false);
  outbound.pump();
  await turn();
  assert.deepEqual(heard, ["one 1 1"]);
  outbound.add(new Message("t", Buffer.from("late"), 2), 2, false);
  writes.shift()?.();
  await turn();
  assert.deepEqual(heard, ["one 1 1", "two 2 2"]);
  writes.shift()?.();
  await turn();
  assert.deepEqual(heard, ["one 1 1", "two 2 2", "late 2 3"]);
  outbound.acknowledge("pubrec", 2);
  await turn();
  assert.equal(heard.length, 3);
  writes.shift()?.();
  await turn();
  assert.equal(heard[3], "pubrel 2");
});
