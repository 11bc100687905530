import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

  test("SLIMIT bounds the series, LIMIT the rows of each, and values of all tags are asked for at once", async () => {
    const groups = async (q: string) =>
      ((await database.query(q)) as { series?: { tags?: object; values: unknown[] }[] }[])[0]?.series?.map(
        ({ tags, values }) => [tags, values.length],
      );
    const a = { room: "a" };
    const b = { room: "b" };
    assert.deepEqual(await groups("SELECT t FROM q GROUP BY * ORDER BY time DESC LIMIT 3 SLIMIT 1"), [[a, 3]]);
    assert.deepEqual(await groups("SELECT t FROM q GROUP BY * LIMIT 3 SLIMIT 9"), [
      [a, 3],
      [b, 3],
    ]);
    assert.deepEqual(await groups("SELECT max(t) FROM q GROUP BY room SLIMIT 1"), [[a, 1]]);
    assert.deepEqual(await groups("SELECT max(t) FROM q GROUP BY room SLIMIT 0"), [
      [a, 1],
      [b, 1],
    ]);
    const [tags] = (await database.query("SHOW TAG VALUES FROM q WITH KEY =~ /.*/")) as { series: unknown[] }[];
    assert.deepEqual(tags?.series, [
      {
        name: "q",
        columns: ["key", "value"],
        values: [
          ["room", "a"],
          ["room", "b"],
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
