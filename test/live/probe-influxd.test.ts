import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { databaseRefusesStrangers } from "../../src/probe/database-refuses-strangers.ts";
import { noPlaintext } from "../../src/probe/no-plaintext.ts";
import type { Probe } from "../../src/probe/probe.ts";
import { refusesWellKnownPasswords } from "../../src/probe/refuses-well-known-passwords.ts";
import { refusesWrongPassword } from "../../src/probe/refuses-wrong-password.ts";
import { servesValidTls } from "../../src/probe/serves-valid-tls.ts";
import { type Authority, makeAuthority } from "../../src/probe/testing/authority.ts";
import { aGateway } from "../../src/probe/testing/gateway.ts";
import { anInfluxd, type InfluxdWish, type TestInfluxd } from "../../src/probe/testing/influxd.ts";
import { aScene, influxUser } from "../../src/probe/testing/scene.ts";

const quiet = new AbortController().signal;
const identities = [influxUser("telegraf", "write"), influxUser("operator", "read")];
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(probe: Probe, { scene }: Pick<TestInfluxd, "scene">) {
  const [seen] = await probe.look(aScene({ databases: [scene], ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

async function lookAtNew(wish: Partial<InfluxdWish>) {
  await using database = await anInfluxd(authority, { identities, ...wish });
  const seen = await look(databaseRefusesStrangers, database);
  const { body } = { body: "", ...(await database.admin("SHOW MEASUREMENTS ON telegraf")) };
  assert.ok(!body.includes("edgeward"), `left behind: ${body}`);
  return seen;
}

describe("an influxd with users of its own", () => {
  let database: TestInfluxd;
  beforeAll(async () => {
    database = await anInfluxd(authority, { identities });
  });
  afterAll(() => database[Symbol.asyncDispose]());

  test.each([refusesWrongPassword, refusesWellKnownPasswords, noPlaintext])("passes $id", async (probe) => {
    const seen = await look(probe, database);
    assert.equal(seen.verdict, "pass", seen.evidence);
  });

  test("shows its insides to strangers all the same, which fails", async () => {
    const seen = await look(databaseRefusesStrangers, database);
    assert.deepEqual(
      [seen.verdict, seen.evidence],
      ["fail", "let through: a stranger's look at /debug/vars, a stranger's look at /metrics"],
    );
  });

  test("of version 1.6 has no way to say no to TLS 1.0, which fails, and its gateway has", async () => {
    const seen = await look(servesValidTls, database);
    assert.deepEqual([seen.verdict, seen.evidence], ["fail", "TLSv1 is accepted, TLSv1.1 is accepted"]);
    await using gateway = await aGateway(authority, database.scene, []);
    assert.equal((await look(servesValidTls, gateway)).verdict, "pass");
  });

  test("passes behind a gateway that closes them, and nothing is left in it", async () => {
    await using gateway = await aGateway(authority, database.scene, ["/debug", "/metrics"]);
    const seen = await look(databaseRefusesStrangers, gateway);
    assert.equal(seen.verdict, "pass", seen.evidence);
    assert.match(seen.evidence, /15 attempts refused and nothing left by them; control: 2 identities let in/);
    const users = await database.admin("SHOW USERS");
    assert.ok(users.answered && !users.body.includes("edgeward"));
    const measurements = await database.admin("SHOW MEASUREMENTS ON telegraf");
    assert.ok(measurements.answered && !measurements.body.includes("edgeward"));
  });
});

test("an influxd without authentication fails, and what got in is taken back", async () => {
  const seen = await lookAtNew({ authenticates: false });
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /a stranger's SHOW DATABASES, a stranger's query, a stranger's write/);
  assert.ok(!seen.evidence.includes("taken back"), seen.evidence);
});

test("an influxd without an admin fails: anybody can become it", async () => {
  await using database = await anInfluxd(authority, { identities, untouched: true });
  const first = await look(databaseRefusesStrangers, database);
  assert.deepEqual(
    [first.verdict, first.evidence],
    ["fail", "let through: a stranger who makes itself the first admin"],
  );
  const again = await look(databaseRefusesStrangers, database);
  assert.equal(again.evidence, first.evidence, "the admin that the probe made is gone again");
});

test("an influxd whose reader may write fails, and so does one whose writer may read", async () => {
  const writes = await lookAtNew({ statements: ["GRANT ALL ON telegraf TO operator"] });
  assert.equal(writes.verdict, "fail");
  assert.match(writes.evidence, /operator, who may only read, writes/);
  const reads = await lookAtNew({ statements: ["GRANT ALL ON telegraf TO telegraf"] });
  assert.match(reads.evidence, /telegraf, who may only write, reads/);
});

test("an influxd whose identity is an admin fails", async () => {
  const seen = await lookAtNew({ statements: ["GRANT ALL PRIVILEGES TO telegraf"] });
  assert.match(seen.evidence, /telegraf makes an admin/);
});

test.each([
  ["may read", ["GRANT READ ON telegraf TO admin"]],
  ["may do nothing at all", []],
])("an influxd with a well-known login that %s fails", async (_, grants) => {
  const statements = [`CREATE USER "admin" WITH PASSWORD 'admin'`, ...grants];
  await using database = await anInfluxd(authority, { identities, statements });
  const seen = await look(refusesWellKnownPasswords, database);
  assert.equal(seen.verdict, "fail", seen.evidence);
  assert.match(seen.evidence, /admin\/admin/);
});

test("an influxd that was stopped is unknown", async () => {
  const database = await anInfluxd(authority, { identities });
  await database[Symbol.asyncDispose]();
  for (const probe of [databaseRefusesStrangers, refusesWrongPassword, servesValidTls, noPlaintext])
    assert.equal((await look(probe, database)).verdict, "unknown", probe.id);
});
