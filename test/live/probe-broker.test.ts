/** The embedded broker, as the probes see it. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { refusesOversizedPackets } from "../../src/probe/refuses-oversized-packets.ts";
import { aScene, brokerService, mqttUser } from "../../src/probe/testing/scene.ts";
import { type ABroker, aBroker } from "../../src/service/broker/testing/a-broker.ts";

test.each([1_000, 262_144, 5_000_000])("it cuts off a packet over its limit of %i bytes", async (packetBytes) => {
  await using broker = await aBroker({ limits: { packetBytes }, users: ["agent", "operator"] });
  const seen = await lookAt(broker, packetBytes);
  assert.equal(seen?.verdict, "pass", seen?.evidence);
  assert.equal(broker.count("packets_oversized"), 1);
});

test("one that keeps a larger limit than is stated fails", async () => {
  await using broker = await aBroker({ limits: { packetBytes: 2_000 }, users: ["agent", "operator"] });
  const seen = await lookAt(broker, 1_000);
  assert.deepEqual([seen?.verdict, /was taken and passed on/.test(seen?.evidence ?? "")], ["fail", true]);
});

async function lookAt(broker: ABroker, packetLimitBytes: number) {
  const scene = aScene({
    ca: broker.ca,
    brokers: [
      {
        service: brokerService,
        endpoint: { host: "127.0.0.1", port: broker.port, serverName: "localhost" },
        clearText: [],
        identities: [mqttUser("agent", { publish: ["a/#"] }), mqttUser("operator", { subscribe: ["#"] })],
        packetLimitBytes,
      },
    ],
    login: async ({ user }) => ({ user, password: `pw-${user}` }),
  });
  const [seen] = await refusesOversizedPackets.look(scene, new AbortController().signal);
  return seen;
}
