import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordLine } from "../broker/testing/a-broker.ts";
import { type ADatabase, aDatabase } from "./testing/a-database.ts";

const reader = "rita:pw-rita";
const writer = "walt:pw-walt";
let database: ADatabase;

beforeAll(async () => {
  database = await aDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe("who gets in", () => {
  test.each([
    ["a stranger's query", "GET", "/query?db=db&q=SHOW+MEASUREMENTS", undefined],
    ["a stranger's write", "POST", "/write?db=db", undefined],
    [
      "a stranger who would be the first admin",
      "POST",
      "/query?q=CREATE+USER+a+WITH+PASSWORD+'b'+WITH+ALL+PRIVILEGES",
      undefined,
    ],
    ["a stranger's look at /debug/vars", "GET", "/debug/vars", undefined],
    ["a stranger's look at /metrics", "GET", "/metrics", undefined],
    ["a wrong password", "GET", "/query?db=db&q=SHOW+MEASUREMENTS", "rita:pw-walt"],
    ["an empty password", "GET", "/query?db=db&q=SHOW+MEASUREMENTS", "rita:"],
    ["an unknown user", "GET", "/query?db=db&q=SHOW+MEASUREMENTS", "nobody:pw-nobody"],
    ["a password in the URL", "GET", "/query?db=db&q=SHOW+MEASUREMENTS&u=rita&p=pw-rita", undefined],
    ["a password in the URL beside a right one", "GET", "/query?db=db&q=SHOW+MEASUREMENTS&u=rita&p=pw-rita", reader],
  ])("%s gets 401", async (_, method, path, as) => {
    const answer = await database.ask(path, { method, ...(as === undefined ? {} : { as }) });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toMatch(/^Basic/);
    expect(answer.text).not.toContain("pw-");
  });

  test.each([
    ["Basic", `Basic ${Buffer.from(reader).toString("base64")}`],
    ["Token", `Token ${reader}`],
  ])("the right password gets in by %s", async (_, authorization) => {
    const answer = await database.ask("/query?db=db&q=SHOW+DATABASES", { headers: { authorization } });
    assert.deepEqual(JSON.parse(answer.text).results[0].series[0].values, [["db"]]);
  });

  test.each([
    ["a reader may not write", "POST", "/write?db=db", reader],
    ["a writer may not read", "GET", "/query?db=db&q=SHOW+MEASUREMENTS", writer],
    ["a reader may not read another database", "GET", "/query?db=other&q=SHOW+MEASUREMENTS", reader],
    ["a reader may not name another database in the query", "GET", "/query?db=db&q=SELECT+f+FROM+other..m", reader],
    ["a writer may not write to another database", "POST", "/write?db=other", writer],
    ["nobody makes users", "POST", "/query?q=CREATE+USER+a+WITH+PASSWORD+'b'+WITH+ALL+PRIVILEGES", reader],
    ["nobody makes databases", "POST", "/query?q=CREATE+DATABASE+x", reader],
    ["nobody drops measurements", "POST", "/query?db=db&q=DROP+MEASUREMENT+m", reader],
    ["nobody sees users", "GET", "/query?q=SHOW+USERS", reader],
    [
      "one forbidden statement forbids the request",
      "GET",
      "/query?db=db&q=SHOW+MEASUREMENTS;DROP+MEASUREMENT+m",
      reader,
    ],
  ])("%s: 403", async (_, method, path, as) =>
    expect((await database.ask(path, method === "POST" ? { method, as, body: "m f=1" } : { as })).status).toBe(403),
  );

  test("a stranger learns from /ping and /health that it is up, and its version, and nothing else", async () => {
    assert.equal((await database.ask("/ping")).status, 204);
    assert.deepEqual(Object.keys(JSON.parse((await database.ask("/health")).text)), [
      "name",
      "message",
      "status",
      "version",
    ]);
  });

  test("refused logins are counted and said once, without the password", async () => {
    const before = database.service.counters().logins_refused ?? 0;
    for (let i = 0; i < 5; i++) await database.ask("/query?q=SHOW+DATABASES", { as: "mallory:hunter2\n" });
    assert.equal(database.service.counters().logins_refused, before + 5);
    assert.ok(
      database.log.filter((line) => line.includes("refused")).length <= 1 && !database.log.join("").includes("hunter2"),
    );
  });

  test("clear text and TLS 1.1 are not spoken", async () => {
    await assert.rejects(fetch(`http://127.0.0.1:${database.port}/ping`));
    const old = connect({
      host: "127.0.0.1",
      port: database.port,
      rejectUnauthorized: false,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const outcome = await new Promise((resolve) =>
      old.once("secureConnect", () => resolve("in")).once("error", () => resolve("refused")),
    );
    old.destroy();
    assert.equal(outcome, "refused");
  });

  test("a user file that was read again counts at once, also for passwords that were right before", async () => {
    await using own = await aDatabase();
    const asked = () => own.ask("/query?db=db&q=SHOW+MEASUREMENTS", { as: reader });
    assert.equal((await asked()).status, 200);
    await writeFile(own.launch.userFile, `${passwordLine("rita", "new")}:read:db\n`);
    await own.service.reload();
    assert.equal((await asked()).status, 401);
    assert.equal((await own.ask("/query?db=db&q=SHOW+MEASUREMENTS", { as: "rita:new" })).status, 200);
  });
});
