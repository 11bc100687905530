import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { FlightWindow } from "./window.ts";

test("whatever the order of acknowledgements, what counts as settled is settled without gaps", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant("publish" as const), fc.nat()), { maxLength: 200 }), (acts) => {
      const window = new FlightWindow({ messages: 50, bytes: 1_000 });
      const flying = new Map<number, number>();
      const acknowledged = new Set<number>();
      let index = 0;
      let settled = 0;
      for (const act of acts) {
        if (act === "publish") {
          if (window.room.messages === 0) continue;
          const id = window.publish(index, 7, 0);
          assert.ok(id >= 1 && id <= 65_535 && !flying.has(id));
          flying.set(id, index++);
        } else {
          const id = [...flying.keys()][act % Math.max(1, flying.size)];
          if (id === undefined) continue;
          acknowledged.add(flying.get(id) ?? -1);
          flying.delete(id);
          const { known, settledUpTo } = window.acknowledge(id);
          assert.ok(known);
          settled = settledUpTo ?? settled;
          while (acknowledged.delete(settled)) assert.fail(`${settled} was acknowledged and not counted`);
          for (let i = 0; i < settled; i++) acknowledged.delete(i);
          assert.ok([...flying.values()].every((other) => other >= settled));
        }
      }
    }),
  );
});

test("an acknowledgement that nobody waits for, or that comes twice, is known as such", () => {
  const window = new FlightWindow({ messages: 2, bytes: 100 });
  const first = window.publish(0, 1, 0);
  const second = window.publish(1, 1, 0);
  assert.deepEqual(window.acknowledge(second), { known: true });
  assert.deepEqual(window.acknowledge(second), { known: false });
  assert.deepEqual(window.acknowledge(second + 1), { known: false });
  assert.deepEqual(window.acknowledge(first), { known: true, settledUpTo: 2 });
});

test("packet identifiers stay within 16 bits, and none is given while it is in flight", () => {
  const window = new FlightWindow({ messages: 2, bytes: 1e9 });
  let older = window.publish(0, 1, 0);
  const seen = new Set([older]);
  for (let i = 1; i <= 70_000; i++) {
    const newer = window.publish(i, 1, 0);
    assert.ok(newer !== older && newer >= 1 && newer <= 65_535);
    seen.add(newer);
    window.acknowledge(older);
    older = newer;
  }
  assert.equal(seen.size, 65_535);
});

test("a window has room by messages and by bytes, and lets one message exceed the bytes", () => {
  const window = new FlightWindow({ messages: 3, bytes: 10 });
  window.publish(0, 4, 0);
  assert.deepEqual(window.room, { messages: 2, bytes: 6 });
  window.publish(1, 40, 5);
  assert.deepEqual([window.room.messages, window.oldestMs, window.size], [0, 0, 2]);
});
