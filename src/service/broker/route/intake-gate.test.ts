import assert from "node:assert/strict";
import { test } from "vitest";
import type { Intake } from "../../intake.ts";
import { until } from "../testing/until.ts";
import { IntakeGate } from "./intake-gate.ts";

function aGate(more: { expected?: boolean; absentMs?: number } = {}) {
  const stored: string[] = [];
  const service: Intake = {
    async offer(_topic, payload) {
      stored.push(Buffer.from(payload).toString());
    },
  };
  let intake: Intake | undefined;
  const gate = new IntakeGate({ intake: () => intake, expected: true, absentMs: 60_000, waitingBytes: 10, ...more });
  return {
    gate,
    stored,
    come() {
      intake = service;
    },
    offer: (text: string) => gate.offer("t", Buffer.from(text)),
  };
}

test("what waited is stored first and in order when the ingest service comes", async () => {
  const { gate, stored, come, offer } = aGate();
  using _ = gate;
  const waiting = [offer("one"), offer("two")];
  come();
  waiting.push(offer("six"));
  await Promise.all(waiting);
  await offer("now");
  assert.deepEqual(stored, ["one", "two", "six", "now"]);
});

test("more than may wait is refused at once, and there is room again when others have been refused", async () => {
  const { gate, offer } = aGate({ absentMs: 50 });
  using _ = gate;
  const first = assert.rejects(offer("123456") ?? Promise.resolve(), /away/);
  await assert.rejects(offer("78901") ?? Promise.resolve(), /too much/);
  await first;
  const next = offer("78901");
  assert.ok(next);
  await assert.rejects(next, /away/);
});

test("what still waits at the end is refused, and nothing keeps the process alive", async () => {
  const { gate, offer } = aGate();
  const waiting = assert.rejects(offer("one") ?? Promise.resolve(), /away/);
  gate[Symbol.dispose]();
  await waiting;
});

test("where no ingest service is expected nothing waits, until one has been seen", async () => {
  const { gate, stored, come, offer } = aGate({ expected: false });
  using _ = gate;
  assert.equal(offer("before"), undefined);
  come();
  await offer("with it");
  await until(() => stored.length === 1, "it to be stored");
});
