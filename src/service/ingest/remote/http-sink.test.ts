import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { test } from "vitest";
import { Fault } from "../../../model/fault.ts";
import { anAuthority } from "../../agent/testing/authority.ts";
import { scratch } from "../../agent/testing/scratch.ts";
import type { Point } from "../../point.ts";
import { httpSink } from "./http-sink.ts";

const authority = await anAuthority();
const point = (v: string | number): Point => ({ measurement: "m", tags: [], fields: [["v", v]], timeNs: 5n });

async function aDatabase(status: number, text = "", certified = authority) {
  const directory = await scratch();
  const file = async (name: string, content: string) => {
    await writeFile(join(directory.dir, name), content);
    return join(directory.dir, name);
  };
  const asked: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
  const { certificate, key } = await certified.issue(["influxdb"]);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      asked.push({ url: request.url, headers: request.headers, body });
      response.writeHead(status).end(text);
    });
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const around = { log: pino({ enabled: false }), now: Date.now, signal: new AbortController().signal };
  const caFile = await file("ca", authority.ca);
  const passwordFile = await file("password", "pw");
  const login = { host: "127.0.0.1", port, serverName: "influxdb", caFile, user: "telegraf", passwordFile };
  const sink = httpSink(login, around);
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections());
  return {
    sink,
    asked,
    close,
    async [Symbol.asyncDispose]() {
      sink[Symbol.dispose]();
      if (server.listening) await close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

test("points go as line protocol in nanoseconds, with the login", async () => {
  await using database = await aDatabase(204);
  await database.sink.append("a b", [point(1), point("x")]);
  const [{ url, headers, body } = { url: "", headers: {}, body: "" }] = database.asked;
  assert.deepEqual([url, body], ["/write?precision=ns&db=a%20b", 'm v=1 5\nm v="x" 5']);
  assert.equal(headers.authorization, `Basic ${Buffer.from("telegraf:pw").toString("base64")}`);
});

test("what does not fit one request goes in several", async () => {
  await using database = await aDatabase(204);
  const large = "x".repeat(1_500_000);
  await database.sink.append("db", [point(large), point(large), point(large), point(large)]);
  assert.equal(database.asked.length, 2);
});

test("points that the database will never take are counted, and hold nothing up", async () => {
  await using database = await aDatabase(400, '{"error":"partial write: field type conflict dropped=1"}');
  await database.sink.append("db", [point(1), point(2)]);
  assert.deepEqual(database.sink.counters(), { points_dropped: 1 });
});

test.each<[number, string]>([
  [401, "no-permission"],
  [403, "no-permission"],
  [404, "not-ready"],
  [503, "not-ready"],
])("an answer of %i is no success", async (status, code) => {
  await using database = await aDatabase(status);
  await assert.rejects(
    database.sink.append("db", [point(1)]),
    (error) => error instanceof Fault && error.code === code,
  );
});

test("a database that is gone, or that is another's, gets no password and is no success", async () => {
  await using other = await aDatabase(204, "", await anAuthority());
  const away = (error: unknown) => error instanceof Fault && error.code === "not-running";
  await assert.rejects(other.sink.append("db", [point(1)]), away);
  assert.deepEqual(other.asked, []);
  await other.close();
  await assert.rejects(other.sink.append("db", [point(1)]), away);
});
