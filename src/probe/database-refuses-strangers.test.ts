import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { databaseRefusesStrangers } from "./database-refuses-strangers.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { type Asked, aDatabase, type DatabaseWish } from "./testing/database.ts";
import { aDeadEndpoint } from "./testing/nobody-there.ts";
import { aScene, databaseService, influxUser, passwordOf } from "./testing/scene.ts";

const quiet = new AbortController().signal;
const identities = [influxUser("telegraf", "write"), influxUser("operator", "read")];
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(wish: Partial<DatabaseWish>) {
  await using database = await aDatabase(authority, { identities, ...wish });
  const [seen] = await databaseRefusesStrangers.look(aScene({ databases: [database.scene], ca: authority.ca }), quiet);
  const { verdict, evidence } = seen ?? assert.fail("no observation");
  for (const identity of identities) assert.ok(!evidence.includes(passwordOf(identity)));
  return { verdict, evidence, written: [...database.written], executed: database.executed };
}

test("a database that obeys its rules passes, and nothing is stored by looking", async () => {
  assert.deepEqual(await look({}), {
    verdict: "pass",
    evidence: "15 attempts refused and nothing left by them; control: 2 identities let in",
    written: [],
    executed: [],
  });
});

const ok = { status: 200, body: '{"results":[{"statement_id":0}]}' };

test.each<[string, (asked: Asked) => { status: number; body?: string } | undefined, RegExp]>([
  [
    "anonymous queries",
    ({ who, path, user }) => (!who && !user && path === "/query" ? ok : undefined),
    /SHOW DATABASES, a stranger's query/,
  ],
  [
    "anonymous writes",
    ({ who, path, user }) => (!who && !user && path === "/write" ? { status: 204 } : undefined),
    /a stranger's write/,
  ],
  [
    "queries with any password",
    ({ user, statement }) => (user && /^SELECT/.test(statement) ? ok : undefined),
    /with a wrong password, .* in the URL/,
  ],
  [
    "anybody's first admin",
    ({ who, statement }) => (!who && /^(CREATE|DROP) USER/.test(statement) ? ok : undefined),
    /first admin/,
  ],
  [
    "a look at its insides",
    ({ path }) => (path.startsWith("/debug/vars") || path === "/metrics" ? { status: 200 } : undefined),
    /\/debug\/vars, .*\/metrics/,
  ],
  [
    "writes by a reader",
    ({ who, path }) => (who?.access === "read" && path === "/write" ? { status: 204 } : undefined),
    /operator, who may only read, writes/,
  ],
  [
    "reads by a writer",
    ({ who, statement }) => (who?.access === "write" && /^SHOW/.test(statement) ? ok : undefined),
    /telegraf, who may only write, reads/,
  ],
  [
    "an admin made by an identity",
    ({ who, statement }) => (who?.access === "write" && /^CREATE USER/.test(statement) ? ok : undefined),
    /telegraf makes an admin/,
  ],
])("a database that lets through %s fails", async (_, answers, evidence) => {
  const seen = await look({ answers });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, evidence);
});

test("what was let through is taken back, and what cannot be is named", async () => {
  const open = ({ statement, path, body }: Asked) =>
    path === "/write"
      ? { status: body.includes("=") ? 204 : 400 }
      : /^(CREATE|DROP|DELETE)/.test(statement)
        ? ok
        : undefined;
  const seen = await look({ answers: open });
  assert.equal(seen.verdict, "fail");
  assert.deepEqual(seen.written, []);
  assert.ok(seen.executed.some((statement) => /^DROP USER/.test(statement)));
  assert.ok(!seen.evidence.includes("taken back"));
  const stuck = await look({
    answers: ({ who, path, user }) => (!who && !user && path === "/write" ? { status: 204 } : undefined),
  });
  assert.match(stuck.evidence, /could not be taken back: everything named edgeward_probe_/);
});

test("a database that nobody has set up fails when a stranger becomes its admin, though no identity gets in", async () => {
  const seen = await look({ answers: ({ statement }) => (/USER/.test(statement) ? ok : { status: 403 }) });
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", "let through: a stranger who makes itself the first admin"]);
});

test("a database that stores a write that it refused fails", async () => {
  const seen = await look({
    answers: ({ who, statement }) => {
      const name = /FROM "(edgeward_probe_\w+)"/.exec(statement)?.[1];
      return who && name ? { status: 200, body: `{"results":[{"series":[{"name":"${name}"}]}]}` } : undefined;
    },
  });
  assert.deepEqual([seen.verdict, /refused left the measurement/.test(seen.evidence)], ["fail", true]);
});

test("a database that refuses even its own identities proves nothing", async () => {
  const seen = await look({ answers: () => ({ status: 401 }) });
  assert.deepEqual([seen.verdict, /control.*telegraf: HTTP 401/.test(seen.evidence)], ["unknown", true]);
});

test("a statement that fails inside a 200, as InfluxDB puts it, was refused", async () => {
  const inside = { status: 200, body: '{"results":[{"statement_id":0,"error":"not authorized"}]}' };
  const seen = await look({ answers: ({ who, path }) => (!who && path === "/query" ? inside : undefined) });
  assert.equal(seen.verdict, "pass", seen.evidence);
});

test("a database that breaks down at strangers is unknown", async () => {
  const seen = await look({ answers: ({ who }) => (who ? undefined : { status: 500 }) });
  assert.deepEqual([seen.verdict, /no clear answer to .*: HTTP 500/.test(seen.evidence)], ["unknown", true]);
});

test("without a reader the evidence says what was not looked at", async () => {
  const seen = await look({ identities: [influxUser("telegraf", "write")] });
  assert.deepEqual([seen.verdict, /nobody may read/.test(seen.evidence)], ["pass", true]);
});

test("a database that is not there is unknown, and a stack without one has nothing to look at", async () => {
  const database = { service: databaseService, endpoint: await aDeadEndpoint("influxdb"), identities };
  const [seen] = await databaseRefusesStrangers.look(aScene({ databases: [database], ca: authority.ca }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.deepEqual(await databaseRefusesStrangers.look(aScene(), quiet), []);
});
