import assert from "node:assert/strict";
import { connect } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ADatabase, aDatabase } from "./testing/a-database.ts";

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
