import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { refusesAnonymous } from "./refuses-anonymous.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { aBroker, type BrokerWish } from "./testing/broker.ts";
import { aDeadEndpoint } from "./testing/nobody-there.ts";
import { aScene, brokerService, usualUsers } from "./testing/scene.ts";

const quiet = new AbortController().signal;
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(wish: Partial<BrokerWish>, ca = authority.ca) {
  await using broker = await aBroker(authority, { identities: usualUsers, ...wish });
  const [seen, ...more] = await refusesAnonymous.look(aScene({ brokers: [broker.scene], ca }), quiet);
  assert.equal(more.length, 0);
  assert.ok(seen);
  assert.equal(seen.service, brokerService);
  return seen;
}

test("a broker that asks for a password passes, and the evidence names the control", async () => {
  const seen = await look({});
  assert.deepEqual(seen, {
    service: brokerService,
    verdict: "pass",
    evidence: "3 attempts refused: CONNACK 5 (not authorized); control: 1 identity let in",
  });
});

test("a broker that lets everybody in fails", async () => {
  const seen = await look({ admits: () => true });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /no credentials/);
  assert.match(seen.remedy ?? "", /allow_anonymous false/);
});

test("a broker that lets a known user in without a password fails", async () => {
  const seen = await look({
    admits: (user, password) => user === "agent" && (password === undefined || password !== ""),
  });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /agent without a password/);
});

test("a broker that refuses even its own clients proves nothing", async () => {
  const seen = await look({ admits: () => false });
  assert.equal(seen.verdict, "unknown");
  assert.match(seen.evidence, /control.*agent: CONNACK 5/);
});

test("a broker whose certificate is not ours is given no password, and proves nothing", async () => {
  let asked = 0;
  const other = await makeAuthority("Somebody else's CA");
  const admits = () => {
    asked++;
    return true;
  };
  const seen = await look({ admits }, other.ca);
  assert.equal(seen.verdict, "unknown");
  assert.equal(asked, 0);
});

test("a broker without identities has no control", async () => {
  assert.equal((await look({ identities: [] })).verdict, "unknown");
});

test("a broker that is not there is unknown, and a stack without one has nothing to look at", async () => {
  const broker = {
    service: brokerService,
    endpoint: await aDeadEndpoint("mosquitto"),
    clearText: [],
    identities: usualUsers,
  };
  const [seen] = await refusesAnonymous.look(aScene({ brokers: [broker], ca: authority.ca }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.match(seen?.evidence ?? "", /ECONNREFUSED/);
  assert.deepEqual(await refusesAnonymous.look(aScene(), quiet), []);
});

test("whoever asks can stop it", async () => {
  await using broker = await aBroker(authority, { identities: usualUsers });
  const scene = aScene({ brokers: [broker.scene], ca: authority.ca });
  await assert.rejects(refusesAnonymous.look(scene, AbortSignal.abort(new Error("Ctrl-C"))), /Ctrl-C/);
});
