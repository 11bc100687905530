import assert from "node:assert/strict";
import { beforeAll, expect, test } from "vitest";
import { refusesWellKnownPasswords } from "./refuses-well-known-passwords.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { aBroker, type BrokerWish } from "./testing/broker.ts";
import { aDatabase, type DatabaseWish } from "./testing/database.ts";
import { aDeadEndpoint } from "./testing/nobody-there.ts";
import { aScene, brokerService, influxUser, passwordOf, usualUsers } from "./testing/scene.ts";
import { wellKnownLogins } from "./well-known-logins.ts";

const quiet = new AbortController().signal;
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function lookAtBroker(wish: Partial<BrokerWish>) {
  await using broker = await aBroker(authority, { identities: usualUsers, ...wish });
  const [seen] = await refusesWellKnownPasswords.look(aScene({ brokers: [broker.scene], ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

async function lookAtDatabase(wish: Partial<DatabaseWish>) {
  const identities = [influxUser("operator", "read"), influxUser("telegraf", "write")];
  await using database = await aDatabase(authority, { identities, ...wish });
  const [seen] = await refusesWellKnownPasswords.look(aScene({ databases: [database.scene], ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

const right = (user = "", password = "") =>
  usualUsers.some((one) => one.user === user) && password === passwordOf({ user });

test("a broker and a database with passwords of their own pass", async () => {
  const atBroker = await lookAtBroker({});
  assert.equal(atBroker.verdict, "pass", atBroker.evidence);
  assert.match(atBroker.evidence, /2\d attempts refused.*control: 1 identity let in/);
  assert.equal((await lookAtDatabase({})).verdict, "pass");
});

test.each([
  ["test", "test"],
  ["admin", "admin"],
  ["admin", "password"],
  ["guest", "guest"],
  ["mqtt", "mqtt"],
  ["user", "user"],
  ["mosquitto", "mosquitto"],
  ["root", "root"],
  ["telegraf", "metricsmetricsmetricsmetrics"],
  ["operator", "operator"],
  ["agent", "agent"],
])("a broker that takes %s/%s fails", async (user, password) => {
  const seen = await lookAtBroker({ admits: (u, p) => (u === user && p === password) || right(u, p) });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, new RegExp(`let in: ${user}/${password}`));
});

test("a database whose writer has its own name as its password fails", async () => {
  const seen = await lookAtDatabase({
    answers: ({ who, user, path }) => (!who && user === "telegraf" && path === "/write" ? { status: 204 } : undefined),
  });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /telegraf\/telegraf/);
});

test("a database that knows the login but gives it no rights fails: whoever has it is in", async () => {
  const seen = await lookAtDatabase({ answers: ({ user }) => (user === "admin" ? { status: 403 } : undefined) });
  assert.deepEqual([seen.verdict, /admin\/admin.*HTTP 403/.test(seen.evidence)], ["fail", true]);
});

test("a broker that refuses even its own clients proves nothing", async () => {
  assert.equal((await lookAtBroker({ admits: () => false })).verdict, "unknown");
});

test("a broker that hangs up on strangers without a word passes, as long as it still lets its own in", async () => {
  const polite = await lookAtBroker({ admits: (user, password) => right(user, password) || "hang-up" });
  assert.deepEqual([polite.verdict, /closed without a CONNACK/.test(polite.evidence)], ["pass", true]);
  let friends = 0;
  const dying = await lookAtBroker({
    admits: (user, password) => (right(user, password) && friends++ === 0) || "hang-up",
  });
  assert.deepEqual([dying.verdict, /control/.test(dying.evidence)], ["unknown", true]);
});

test("a broker that is not there is unknown, and a stack without one has nothing to look at", async () => {
  const broker = {
    service: brokerService,
    endpoint: await aDeadEndpoint("mosquitto"),
    clearText: [],
    identities: usualUsers,
  };
  const [seen] = await refusesWellKnownPasswords.look(aScene({ brokers: [broker], ca: authority.ca }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.deepEqual(await refusesWellKnownPasswords.look(aScene(), quiet), []);
});

test("every well-known login says where it is written, and stands once", () => {
  for (const { source } of wellKnownLogins) expect(source.length).toBeGreaterThan(10);
  const pairs = wellKnownLogins.map(({ user, password }) => `${user}/${password}`);
  expect(new Set(pairs).size).toBe(pairs.length);
});
