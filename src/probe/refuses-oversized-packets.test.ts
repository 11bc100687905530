import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { mostSentBytes } from "./oversized-packet.ts";
import { tryOversized } from "./oversized-trial.ts";
import { judgeOversized, refusesOversizedPackets } from "./refuses-oversized-packets.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { aBroker, type BrokerWish } from "./testing/broker.ts";
import { aDeadEndpoint } from "./testing/nobody-there.ts";
import { aScene, brokerService, mqttUser, usualUsers } from "./testing/scene.ts";

const quiet = new AbortController().signal;
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(wish: Partial<BrokerWish>) {
  await using broker = await aBroker(authority, { identities: usualUsers, ...wish });
  const [seen] = await refusesOversizedPackets.look(aScene({ brokers: [broker.scene], ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

/** As the probe does, but with little patience. */
async function lookSoon(wish: Partial<BrokerWish>, limitBytes = 100_000) {
  await using broker = await aBroker(authority, { identities: usualUsers, ...wish });
  const scene = aScene({ ca: authority.ca });
  return judgeOversized(limitBytes, await tryOversized(broker.scene, limitBytes, "n1", scene, quiet, 100));
}

test("a broker that hangs up on what is announced, and goes on, passes", async () => {
  const seen = await look({});
  assert.equal(seen.verdict, "pass", seen.evidence);
  assert.match(seen.evidence, /^agent's packet of 1000\d\d bytes \(limit 100000\) was cut off .*; control: /);
});

test("a broker without a limit fails: its packet is passed on to the operator", async () => {
  const seen = await lookSoon({ unlimited: true });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /was taken and passed on/);
});

test("a broker that hangs up only once it has all of the packet fails", async () => {
  let published = 0;
  const seen = await lookSoon({ unlimited: true, mayPublish: () => ++published !== 2 });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /was taken as a whole/);
});

test("a broker that hangs up on everybody fails", async () => {
  const seen = await look({
    onOversized: (everybody) => {
      for (const socket of everybody) socket.destroy();
    },
  });
  assert.equal(seen.verdict, "fail", seen.evidence);
  assert.match(seen.evidence, /others were not served any more/);
});

test("a packet that is too large to be sent as a whole, and is not cut off, is unknown", async () => {
  const seen = await lookSoon({ unlimited: true }, 2 * mostSentBytes);
  assert.deepEqual([seen.verdict, /was not cut off after 16777216 bytes/.test(seen.evidence)], ["unknown", true]);
});

test.each<[string, Partial<BrokerWish>, RegExp]>([
  ["refuses the one that publishes", { admits: (user) => user !== "agent" }, /control: agent was not let in/],
  ["passes on nothing at all", { mayPublish: () => false }, /control: operator did not hear agent's small message/],
  ["has no witness", { identities: usualUsers.slice(0, 2) }, /control: no witness/],
  [
    "has nobody who may publish",
    { identities: [mqttUser("operator", { subscribe: ["#"] })] },
    /control: nobody may publish what operator may read/,
  ],
])("a broker that %s proves nothing", async (_, wish, evidence) => {
  const seen = await look(wish);
  assert.equal(seen.verdict, "unknown");
  assert.match(seen.evidence, evidence);
});

test("a broker that is not there is unknown; without one, or without a limit, there is nothing to look at", async () => {
  const endpoint = await aDeadEndpoint("mosquitto");
  const broker = { service: brokerService, endpoint, clearText: [], identities: usualUsers };
  const lookAt = (packetLimitBytes?: number) =>
    refusesOversizedPackets.look(
      aScene({ brokers: [{ ...broker, ...(packetLimitBytes && { packetLimitBytes }) }], ca: authority.ca }),
      quiet,
    );
  assert.deepEqual(
    (await lookAt(1000)).map(({ verdict }) => verdict),
    ["unknown"],
  );
  for (const limit of [undefined, 268_435_456]) assert.deepEqual(await lookAt(limit), []);
  assert.deepEqual(await refusesOversizedPackets.look(aScene(), quiet), []);
});
