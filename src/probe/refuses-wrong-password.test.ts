import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { refusesWrongPassword } from "./refuses-wrong-password.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { aBroker, type BrokerWish } from "./testing/broker.ts";
import { aDatabase, type DatabaseWish } from "./testing/database.ts";
import { aDeadEndpoint } from "./testing/nobody-there.ts";
import { aScene, databaseService, influxUser, passwordOf, usualUsers } from "./testing/scene.ts";

const quiet = new AbortController().signal;
const influxUsers = [influxUser("telegraf", "write"), influxUser("operator", "read")];
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function lookAtBroker(wish: Partial<BrokerWish>) {
  await using broker = await aBroker(authority, { identities: usualUsers, ...wish });
  const [seen] = await refusesWrongPassword.look(aScene({ brokers: [broker.scene], ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

async function lookAtDatabase(wish: Partial<DatabaseWish>) {
  await using database = await aDatabase(authority, { identities: influxUsers, ...wish });
  const [seen] = await refusesWrongPassword.look(aScene({ databases: [database.scene], ca: authority.ca }), quiet);
  assert.deepEqual([...database.written], [], "a login probe writes nothing");
  return seen ?? assert.fail("no observation");
}

test("a broker and a database that check passwords pass, for every identity", async () => {
  const atBroker = await lookAtBroker({});
  assert.deepEqual(
    [atBroker.verdict, atBroker.evidence],
    ["pass", "14 attempts refused: CONNACK 5 (not authorized); control: 3 identities let in"],
  );
  const atDatabase = await lookAtDatabase({});
  assert.deepEqual(
    [atDatabase.verdict, atDatabase.evidence],
    ["pass", "10 attempts refused: HTTP 401; control: 2 identities let in"],
  );
});

const right = (user = "", password = "") => password === passwordOf({ user });

test.each([
  ["takes any password", (user = "") => user !== "", /with a wrong password/],
  [
    "takes an empty one",
    (user = "", password = "") => password === "" || right(user, password),
    /with an empty password/,
  ],
  [
    "takes any identity's password from any user",
    (_ = "", password = "") => usualUsers.some((one) => password === passwordOf(one)),
    /another's password/,
  ],
  [
    "compares only as many characters as it was given",
    (user = "", password = "") => password !== "" && passwordOf({ user }).startsWith(password),
    /the beginning of its password/,
  ],
  [
    "does not know its users",
    (user = "", password = "") => user.startsWith("edgeward-") || right(user, password),
    /an unknown user/,
  ],
])("a broker that %s fails", async (_, admits, evidence) => {
  const seen = await lookAtBroker({ admits });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, evidence);
});

test("a database that lets a writer write with a wrong password fails", async () => {
  const seen = await lookAtDatabase({
    answers: ({ path, user }) => (path === "/write" && user === "telegraf" ? { status: 400 } : undefined),
  });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /telegraf with a wrong password/);
});

test("a database that answers nonsense is unknown", async () => {
  const seen = await lookAtDatabase({ answers: ({ who }) => (who ? undefined : { status: 500 }) });
  assert.deepEqual([seen.verdict, /HTTP 500/.test(seen.evidence)], ["unknown", true]);
});

test("one identity that is locked out makes it unknown, and says who", async () => {
  const seen = await lookAtBroker({ admits: (user, password) => user !== "telegraf" && right(user, password) });
  assert.equal(seen.verdict, "unknown");
  assert.match(seen.evidence, /telegraf: CONNACK 5/);
});

test("without the keys nothing can be known", async () => {
  await using broker = await aBroker(authority, { identities: usualUsers });
  const login = () => Promise.reject(new Error("keys are sealed"));
  const scene = aScene({ brokers: [broker.scene], ca: authority.ca, login });
  const [seen] = await refusesWrongPassword.look(scene, quiet);
  assert.deepEqual([seen?.verdict, seen?.evidence], ["unknown", "no password: keys are sealed"]);
});

test("no password stands in any evidence", async () => {
  for (const admits of [() => true, () => false, right]) {
    const { evidence, remedy } = await lookAtBroker({ admits });
    for (const identity of usualUsers) assert.ok(!`${evidence}${remedy}`.includes(passwordOf(identity)));
  }
});

test("a server that is not there is unknown, and a stack without one has nothing to look at", async () => {
  const database = { service: databaseService, endpoint: await aDeadEndpoint("influxdb"), identities: influxUsers };
  const [seen] = await refusesWrongPassword.look(aScene({ databases: [database], ca: authority.ca }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.deepEqual(await refusesWrongPassword.look(aScene(), quiet), []);
});
