import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { connect } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { passwordLine } from "../broker/testing/a-broker.ts";
import { startDatabase } from "./database.ts";
import { type ADatabase, aDatabase } from "./testing/a-database.ts";

const reader = "rita:pw-rita";
const writer = "walt:pw-walt";
let database: ADatabase;

beforeAll(async () => {
  database = await aDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const write = (
  lines: string | Buffer,
  options: { as?: string; path?: string; headers?: Record<string, string> } = {},
) =>
  database.ask(options.path ?? "/write?db=db", {
    method: "POST",
    as: options.as ?? writer,
    body: lines,
    headers: options.headers ?? {},
  });

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

describe("writing", () => {
  test("what is answered with 204 is there, in the precision that was said", async () => {
    assert.equal(
      (await write('w,host=a f=1.5,n=7i,s="x",b=true 1000', { path: "/write?db=db&precision=ms" })).status,
      204,
    );
    assert.deepEqual(await database.query("SELECT * FROM w"), [
      {
        statement_id: 0,
        series: [
          {
            name: "w",
            columns: ["time", "b", "f", "host", "n", "s"],
            values: [["1970-01-01T00:00:01Z", true, 1.5, "a", 7, "x"]],
          },
        ],
      },
    ]);
  });

  test("gzip and InfluxDB 2's path are taken", async () => {
    assert.equal(
      (
        await write(gzipSync("z f=1 1"), {
          path: "/api/v2/write?bucket=db/autogen&precision=s",
          headers: { "content-encoding": "gzip" },
        })
      ).status,
      204,
    );
    assert.deepEqual(await database.query("SELECT f FROM z", { epoch: "s" }), [
      { statement_id: 0, series: [{ name: "z", columns: ["time", "f"], values: [[1, 1]] }] },
    ]);
  });

  test("a bad line gets 400 with its place, and the good ones are kept", async () => {
    const answer = await write("p f=1 1\np f= 2\np f=3 3");
    assert.equal(answer.status, 400);
    assert.match(JSON.parse(answer.text).error, /^partial write: unable to parse line 2, column \d+: .*dropped=0$/);
    assert.deepEqual(await database.query("SELECT count(f) FROM p"), [
      { statement_id: 0, series: [{ name: "p", columns: ["time", "count"], values: [["1970-01-01T00:00:00Z", 2]] }] },
    ]);
  });

  test.each([
    ["no database", "/write", "m f=1", {}, 400],
    ["an unknown precision", "/write?db=db&precision=y", "m f=1", {}, 400],
    ["an encoding that is none", "/write?db=db", "m f=1", { "content-encoding": "br" }, 415],
    ["gzip that is none", "/write?db=db", "m f=1", { "content-encoding": "gzip" }, 400],
    [
      "a body that unpacks to more than the limit",
      "/write?db=db",
      gzipSync(Buffer.alloc(26_000_000, 32)),
      { "content-encoding": "gzip" },
      413,
    ],
  ])("%s is refused", async (_, path, body, headers, status) =>
    expect((await write(body, { path, headers })).status).toBe(status),
  );

  test("a body beyond the limit is refused by its announced length, before it is sent", async () => {
    const socket = connect({ host: "127.0.0.1", port: database.port, rejectUnauthorized: false });
    const auth = Buffer.from(writer).toString("base64");
    socket.write(
      `POST /write?db=db HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic ${auth}\r\nContent-Length: 30000000\r\n\r\nm f=1`,
    );
    const head = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
    socket.destroy();
    assert.match(head, /^HTTP\/1\.1 413 /);
  });
});

describe("asking", () => {
  beforeAll(async () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `q,room=${i % 2 ? "b" : "a"} t=${i},n=${i}i ${BigInt(i) * 1_000_000_000n}`,
    );
    await write(lines.join("\n"));
  });

  test("means in intervals, grouped by a tag, newest first, as JSON", async () => {
    const results = await database.query(
      "SELECT mean(t) FROM q WHERE time >= 0 AND time < 60s GROUP BY time(30s), room ORDER BY time DESC LIMIT 1",
      { epoch: "s" },
    );
    assert.deepEqual(results, [
      {
        statement_id: 0,
        series: [
          { name: "q", tags: { room: "a" }, columns: ["time", "mean"], values: [[30, 44]] },
          { name: "q", tags: { room: "b" }, columns: ["time", "mean"], values: [[30, 45]] },
        ],
      },
    ]);
  });

  test("empty intervals are null, and 0 for a count, and left out with fill(none)", async () => {
    const series = async (q: string) =>
      ((await database.query(q, { epoch: "s" })) as { series: { values: unknown }[] }[])[0]?.series[0]?.values;
    assert.deepEqual(
      await series("SELECT mean(t), count(t) FROM q WHERE time >= 40s AND time < 80s GROUP BY time(20s)"),
      [
        [40, 49.5, 20],
        [60, null, 0],
      ],
    );
    assert.deepEqual(
      await series("SELECT mean(t) FROM q WHERE time >= 40s AND time < 80s GROUP BY time(20s) fill(none)"),
      [[40, 49.5]],
    );
  });

  test("the same as CSV, with times in nanoseconds", async () => {
    const answer = await database.ask(
      `/query?${new URLSearchParams({ db: "db", q: "SELECT last(t) FROM q GROUP BY room" })}`,
      { as: reader, headers: { accept: "application/csv" } },
    );
    assert.match(String(answer.headers["content-type"]), /text\/csv/);
    assert.equal(answer.text, "name,tags,time,last\nq,room=a,58000000000,58\nq,room=b,59000000000,59\n");
  });

  test("/range answers a page with as many intervals as it asks for", async () => {
    const answer = await database.ask(
      "/range?db=db&measurement=q&field=t&from=0&to=60000&points=3&aggregate=max&tag.room=a",
      { as: reader },
    );
    assert.deepEqual(JSON.parse(answer.text).results[0].series[0].values, [
      [0, 18],
      [20_000, 38],
      [40_000, 58],
    ]);
  });

  test("the schema is shown", async () => {
    const values = async (q: string) =>
      ((await database.query(q)) as { series?: { values: unknown }[] }[])[0]?.series?.[0]?.values;
    assert.ok(((await values("SHOW MEASUREMENTS")) as string[][]).some(([name]) => name === "q"));
    assert.deepEqual(await values("SHOW SERIES FROM q"), [["q,room=a"], ["q,room=b"]]);
    assert.deepEqual(await values("SHOW FIELD KEYS FROM q"), [
      ["n", "integer"],
      ["t", "float"],
    ]);
    assert.deepEqual(await values("SHOW TAG KEYS FROM q"), [["room"]]);
    assert.deepEqual(await values('SHOW TAG VALUES FROM q WITH KEY = "room"'), [
      ["room", "a"],
      ["room", "b"],
    ]);
  });

  test.each([
    ["SELEC t FROM q", /expected SELECT .* found \\?"SELEC\\?" at char 1/],
    ["SELECT median(t) FROM q", /no function median.* at char 8/],
    ["SELECT t FROM q WHERE t > 5", /at char 27/],
    ["SELECT t FROM q WHERE room =~ /a/", /at char/],
    ["SELECT t FROM q GROUP BY time(10s)", /needs a function/],
    ["SELECT t FROM q WHERE time > 'soon'", /is no date.* at char 30/],
    ["", /missing required parameter/],
  ])("%j gets 400 with what is wrong and where", async (q, wrong) => {
    const answer = await database.ask(`/query?${new URLSearchParams({ db: "db", q })}`, { as: reader });
    assert.equal(answer.status, 400);
    assert.match(JSON.parse(answer.text).error, wrong);
  });

  test("an answer that would fill the memory is refused with what to do", async () => {
    const results = await database.query("SELECT mean(t) FROM q WHERE time >= 0 AND time < 60s GROUP BY time(1u)");
    assert.match(JSON.stringify(results), /wider intervals/);
  });

  test.each([
    ["GET", "/write?db=db", 405],
    ["DELETE", "/query?db=db", 405],
    ["GET", "/nowhere", 404],
  ])("%s %s: %d", async (method, path, status) =>
    expect((await database.ask(path, { method, as: writer })).status).toBe(status),
  );
});

test("a port that is taken is named, with a remedy", async () => {
  await using first = await aDatabase();
  const launch = { ...first.launch, listeners: [{ host: "127.0.0.1", port: first.port }] };
  const around = {
    log: { warn() {}, error() {}, info() {} } as never,
    now: Date.now,
    signal: new AbortController().signal,
  };
  await assert.rejects(
    startDatabase(launch, first.store, around),
    (error) => error instanceof Fault && error.code === "port-taken" && error.message.includes(`${first.port}`),
  );
});

test("a user file with a broken line is refused with its place and without the hash", async () => {
  await using first = await aDatabase();
  await writeFile(first.launch.userFile, `${passwordLine("rita")}:read:db\n${passwordLine("walt")}:owner:db\n`);
  await assert.rejects(
    first.service.reload(),
    (error) => error instanceof Fault && error.at?.line === 2 && !error.message.includes("$7$"),
  );
  assert.equal((await first.ask("/query?db=db&q=SHOW+MEASUREMENTS", { as: reader })).status, 200);
});
