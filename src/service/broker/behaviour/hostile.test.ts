import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { aBroker } from "../testing/a-broker.ts";
import { connectBytes, field, packet } from "../testing/bytes.ts";
import { friend } from "../testing/friend.ts";
import { rawClient } from "../testing/raw-client.ts";
import { until } from "../testing/until.ts";

const bytes = fc.uint8Array({ maxLength: 60 }).map((some) => Buffer.from(some));
const id = Buffer.from([0, 1]);

/** Packets that are nearly right are worse than noise. */
const nearly = fc.oneof(
  bytes,
  fc.tuple(fc.nat(255), bytes).map(([first, body]) => packet(first, body)),
  fc.constantFrom(
    connectBytes("c"),
    packet(0x82, id, field("theirs/#"), 2),
    packet(0x82, id, field("#"), 2),
    packet(0x30, field("theirs/x"), Buffer.from("forged")),
    packet(0x35, field("theirs/x"), id, Buffer.from("forged")),
    packet(0x31, field("mine"), Buffer.from("x")),
    packet(0x62, id),
    packet(0xc0),
    packet(0xa2, id, field("#")),
  ),
);
const stream = fc.array(nearly, { maxLength: 6 }).map((parts) => Buffer.concat(parts));
const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });

test("whatever a client sends, the broker goes on, others get what is theirs and nothing of it, and it gets nothing of theirs", async () => {
  const acl = "user ann\ntopic readwrite theirs/#\nuser ben\ntopic readwrite mine\n";
  await using broker = await aBroker({ acl });
  await using reader = await friend(broker);
  await using writer = await friend(broker);
  await reader.client.subscribeAsync("theirs/#", { qos: 2 });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.boolean(), stream, flips, async (asBen, sent, changes) => {
      await using client = await rawClient(broker);
      const login = connectBytes("c", 0xc2, field("ben"), field(asBen ? "pw-ben" : "wrong"));
      const all = Buffer.concat([login, sent]);
      for (const [where, value] of changes) if (sent.length > 0) all[login.length + (where % sent.length)] = value;
      client.say(all);
      const secret = `secret ${count}`;
      await writer.client.publishAsync(`theirs/${count}`, secret, { qos: (count % 2) + 1 === 1 ? 1 : 2 });
      count++;
      await reader.receives(count);
      assert.ok(!client.bytes().includes("secret"));
    }),
    { numRuns: 60 },
  );
  assert.deepEqual(
    reader.texts(),
    Array.from({ length: count }, (_, i) => `secret ${i}`),
  );
  await until(() => broker.count("clients_connected") === 2, "all the others to be gone");
});

test("a stream that arrives byte by byte means what it means in one piece", async () => {
  await using broker = await aBroker();
  await using client = await rawClient(broker);
  const all = Buffer.concat([
    connectBytes("slow"),
    packet(0x82, id, field("t"), 1),
    packet(0x32, field("t"), Buffer.from([0, 2]), Buffer.from("x".repeat(200))),
  ]);
  for (const byte of all) {
    client.say(Buffer.from([byte]));
    await new Promise((turn) => setImmediate(turn));
  }
  assert.equal(`${(await client.hear("publish")).payload}`, "x".repeat(200));
  assert.equal((await client.hear("puback")).messageId, 2);
});
