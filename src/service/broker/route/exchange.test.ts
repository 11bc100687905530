import assert from "node:assert/strict";
import { test } from "vitest";
import { Counters } from "../core/counters.ts";
import { type Journal, noJournal } from "../journal/record.ts";
import { Exchange, type Publication } from "./exchange.ts";
import { IntakeGate } from "./intake-gate.ts";
import { Retained } from "./retained.ts";
import { Router, type Subscriber } from "./router.ts";

const full: Journal = { ...noJournal, failing: "ENOSPC: no space left on device" };

/** Two subscribers to `t`, one of them persistent; the journal's disk is full. */
function anExchange() {
  const delivered: string[] = [];
  const offered: string[] = [];
  const subscriber = (name: string, persistent: boolean): Subscriber => ({
    persistent,
    mayReceive: () => true,
    deliver: (message) => delivered.push(`${name} ${message.payload}`),
  });
  const intake = {
    offer(_topic: string, payload: Uint8Array) {
      offered.push(Buffer.from(payload).toString());
      return Promise.resolve();
    },
  };
  const gate = new IntakeGate({ intake: () => intake, expected: true, absentMs: 1000, waitingBytes: 1000 });
  const router = new Router();
  router.subscribe("t", subscriber("kept", true), 1);
  router.subscribe("+", subscriber("passing", false), 1);
  const exchange = new Exchange(router, new Retained(10, 1000), gate, new Counters());
  exchange.journalTo(full);
  const publish = (topic: string, qos: 0 | 1, retain: boolean) => {
    const message: Publication = { topic, payload: Buffer.from(`${topic}${qos}`), qos, retain };
    return exchange.publish(message, router.route(topic));
  };
  return { publish, delivered, offered };
}

test("on a full disk what would have to be written down is refused before anybody gets it; the rest goes its way", async () => {
  const { publish, delivered, offered } = anExchange();
  await assert.rejects(publish("t", 1, false) ?? Promise.resolve(), /ENOSPC/);
  await assert.rejects(publish("other", 1, true) ?? Promise.resolve(), /ENOSPC/);
  assert.deepEqual([delivered, offered], [[], []]);
  await publish("other", 1, false);
  await publish("t", 0, false);
  assert.deepEqual(delivered, ["passing other1", "kept t0", "passing t0"]);
  assert.deepEqual(offered, ["other1", "t0"]);
});
