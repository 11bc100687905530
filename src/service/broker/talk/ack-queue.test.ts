import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { ack } from "../wire/answers.ts";
import { AckQueue } from "./ack-queue.ts";

function aQueue() {
  const sent: number[] = [];
  const refused: number[] = [];
  const queue = new AckQueue({
    sendAck: (_kind, id) => sent.push(id),
    eased() {},
    refused: (count) => refused.push(count),
  });
  return { queue, sent, refused };
}

function aCommit() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test("answers leave in the order of their packets, in whatever order they come due", async () => {
  const order = fc.array(fc.tuple(fc.nat(5), fc.integer()), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(order, async (packets) => {
      const { queue, sent } = aQueue();
      // Packets that share a promise share a commit; 0 is for those that wait for none.
      const commits = Array.from({ length: 6 }, aCommit);
      for (const [i, [commit]] of packets.entries())
        queue.ack(ack.puback, i + 1, commit === 0 ? undefined : commits[commit]?.promise, 10);
      const inTurn = commits
        .map((commit, i) => ({ commit, rank: packets[i]?.[1] ?? i }))
        .toSorted((a, b) => a.rank - b.rank);
      for (const { commit } of inTurn) {
        commit.resolve();
        await new Promise((turn) => setImmediate(turn));
        assert.deepEqual(
          sent,
          sent.map((_, i) => i + 1),
        );
      }
      assert.equal(sent.length, packets.length);
      assert.equal(queue.waitingBytes, 0);
    }),
    { numRuns: 30 },
  );
});

test("after one that cannot be kept nothing leaves any more", async () => {
  const { queue, sent, refused } = aQueue();
  queue.ack(ack.puback, 1, Promise.resolve());
  queue.ack(ack.puback, 2, Promise.reject(new Error("disk full")));
  queue.ack(ack.puback, 3, undefined);
  queue.inTurn(undefined, () => sent.push(-1));
  await new Promise((turn) => setImmediate(turn));
  assert.deepEqual([sent, refused], [[1], [2]]);
});

test("an answer that is asked for while others leave is not lost", async () => {
  const sent: number[] = [];
  let more = true;
  const queue: AckQueue = new AckQueue({
    sendAck: (_kind, id) => sent.push(id),
    eased() {
      if (more) queue.ack(ack.puback, 2, undefined);
      more = false;
    },
    refused() {},
  });
  queue.ack(ack.puback, 1, Promise.resolve());
  await new Promise((turn) => setImmediate(turn));
  assert.deepEqual(sent, [1, 2]);
});
