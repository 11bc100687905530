import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { matches } from "../model/topic.ts";
import { matrixOf } from "./acl-matrix.ts";
import { tryMatrix } from "./acl-trial.ts";
import { judgeTrial } from "./acl-verdict.ts";
import { obeysAcl } from "./obeys-acl.ts";
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
  const [seen] = await obeysAcl.look(aScene({ brokers: [broker.scene], ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

const may = (user: string, topic: string) =>
  usualUsers.some((one) => one.user === user && one.publish.some((filter) => matches(filter, topic)));

test("a broker that closes on every forbidden message passes", async () => {
  const seen = await look({});
  assert.equal(seen.verdict, "pass", seen.evidence);
  assert.match(
    seen.evidence,
    /^3 identities x 10 topics: publish 3 allowed and seen, 27 refused .*; read 6 allowed and seen, 3 refused$/,
  );
});

test.each([
  ["anybody publish anywhere", () => true, /telegraf published on/],
  [
    "one identity publish one topic more",
    (user: string, topic: string) => may(user, topic) || (user === "telegraf" && topic === "xenomai"),
    /telegraf published on xenomai/,
  ],
  [
    "whoever may publish a topic publish below it",
    (user: string, topic: string) => may(user, topic) || may(user, topic.split("/").slice(0, -1).join("/")),
    /agent published on Servo\/edgeward-probe-/,
  ],
  [
    "one publish on topics that nobody has",
    (user: string, topic: string) => may(user, topic) || (user === "agent" && topic.includes("nobody")),
    /agent published on edgeward-probe-.*-nobody/,
  ],
])("a broker that lets %s fails", async (_, mayPublish, evidence) => {
  const seen = await look({ mayPublish });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, evidence);
});

test("a broker that lets one read what is not its own fails, whichever way it asks", async () => {
  for (const filter of ["Servo", "#"]) {
    const seen = await look({ maySubscribe: (user, asked) => user !== "agent" || asked === filter });
    assert.equal(seen.verdict, "fail");
    assert.match(seen.evidence, /agent read Servo/);
  }
});

test("all that is forbidden is said before anything that is allowed, so that silence means refused", async () => {
  const said: boolean[] = [];
  const seen = await look({
    mayPublish: (user, topic) => {
      said.push(may(user, topic));
      return may(user, topic);
    },
  });
  assert.equal(seen.verdict, "pass");
  assert.ok(said.filter((allowed) => !allowed).length >= 27);
  assert.ok(said.indexOf(true) > said.lastIndexOf(false));
});

test("a broker that does not let an identity do its work fails", async () => {
  await using broker = await aBroker(authority, {
    identities: usualUsers,
    mayPublish: (_, topic) => topic === "Servo",
  });
  const scene = aScene({ brokers: [broker.scene], ca: authority.ca });
  const matrix = matrixOf(usualUsers, "n1");
  const allowed = { ...matrix, cells: matrix.cells.filter((cell) => cell.may) };
  const seen = judgeTrial(usualUsers, allowed, await tryMatrix(broker.scene, allowed, scene, quiet, 50));
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /less than allowed: agent may publish sensors\/host/);
});

test("a broker that refuses an identity proves nothing", async () => {
  const seen = await look({ admits: (user) => user !== "telegraf" });
  assert.deepEqual([seen.verdict, /control: telegraf was not let in/.test(seen.evidence)], ["unknown", true]);
});

test("without a witness nothing can be seen", async () => {
  const seen = await look({ identities: usualUsers.filter(({ owner }) => owner !== "operator") });
  assert.deepEqual([seen.verdict, /no witness/.test(seen.evidence)], ["unknown", true]);
});

test("a dozen identities on a broker that closes each time take a second", async () => {
  const many = Array.from({ length: 12 }, (_, i) => mqttUser(`agent${i}`, { publish: [`site/${i}/#`] }));
  const identities = [...many, mqttUser("operator", { subscribe: ["#"] })];
  const seen = await look({
    identities,
    mayPublish: (user, topic) =>
      identities.some((one) => one.user === user && one.publish.some((filter) => matches(filter, topic))),
  });
  assert.equal(seen.verdict, "pass", seen.evidence);
});

test("a broker that is not there is unknown, and a stack without one has nothing to look at", async () => {
  const broker = {
    service: brokerService,
    endpoint: await aDeadEndpoint("mosquitto"),
    clearText: [],
    identities: usualUsers,
  };
  const [seen] = await obeysAcl.look(aScene({ brokers: [broker], ca: authority.ca }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.deepEqual(await obeysAcl.look(aScene(), quiet), []);
});
