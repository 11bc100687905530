import assert from "node:assert/strict";
import { expect, test } from "vitest";
import { aBroker } from "../testing/a-broker.ts";
import { friend } from "../testing/friend.ts";
import { loggedIn, type RawClient } from "../testing/raw-client.ts";

const will = { topic: "gone/away", payload: Buffer.from("bye"), qos: 1 as const, retain: true };

const abnormal: readonly (readonly [string, (client: RawClient) => void])[] = [
  ["its connection breaks", (client) => client.socket.destroy()],
  ["it closes the connection without DISCONNECT", (client) => client.socket.end()],
  ["it sends what is no MQTT", (client) => client.say(Buffer.from([0xf0, 0]))],
  ["it is silent for too long", () => undefined],
];

test.each(abnormal)("the will is published when %s", async (_, leave) => {
  await using broker = await aBroker();
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("gone/#", { qos: 1 });
  await using client = await loggedIn(broker, "mortal", { will, keepalive: 1 });
  leave(client);
  await reader.receives(1);
  assert.deepEqual(reader.texts(), ["bye"]);
  await using late = await friend(broker);
  await late.client.subscribeAsync("gone/#");
  await late.receives(1);
  assert.equal(late.received[0]?.retain, true);
});

test("the will is published when the client identifier is taken over", async () => {
  await using broker = await aBroker();
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("gone/#", { qos: 1 });
  await using client = await loggedIn(broker, "mortal", { will });
  await using next = await loggedIn(broker, "mortal");
  await reader.receives(1);
  await client.untilClosed();
  assert.equal(next.closed(), false);
});

test("the will is thrown away when the client says good-bye", async () => {
  await using broker = await aBroker();
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("#", { qos: 1 });
  await using client = await loggedIn(broker, "mortal", { will });
  client.say({ cmd: "disconnect" });
  await client.untilClosed();
  await reader.client.publishAsync("end", "end", { qos: 1 });
  await reader.receives(1);
  assert.deepEqual(reader.texts(), ["end"]);
});

test("a will that its client may not publish is denied, and counted", async () => {
  const acl = "user ann\ntopic read #\ntopic write end\n";
  await using broker = await aBroker({ acl });
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("#", { qos: 1 });
  await using client = await loggedIn(broker, "mortal", { will });
  client.socket.destroy();
  await client.untilClosed();
  await expect.poll(() => broker.count("publishes_denied")).toBe(1);
  await reader.client.publishAsync("end", "end", { qos: 1 });
  await reader.receives(1);
  assert.deepEqual(reader.texts(), ["end"]);
});
