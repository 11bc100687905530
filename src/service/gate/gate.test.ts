import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, test } from "vitest";
import type { DatabaseLaunch } from "../../model/launch.ts";
import { serviceName } from "../../model/name.ts";
import { anAuthority } from "../agent/testing/authority.ts";
import { scratch } from "../agent/testing/scratch.ts";
import type { EmbeddedService } from "../service.ts";
import { startGate } from "./gate.ts";

const authority = await anAuthority();
let gate: EmbeddedService;
const seen: { url: string | undefined; headers: IncomingMessage["headers"]; body: string }[] = [];
/** What the database behind the gate answers. */
let answer = (response: ServerResponse): void => void response.end("{}");
let close: () => Promise<void>;
let end: () => Promise<void>;

beforeAll(async () => {
  const directory = await scratch();
  const { certificate, key } = await authority.issue(["influxdb"]);
  const at = (name: string) => join(directory.dir, name);
  await writeFile(at("certificate"), certificate);
  await writeFile(at("key"), key);
  const database = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (part) => (body += part));
    incoming.on("end", () => {
      seen.push({ url: incoming.url, headers: incoming.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => database.listen(at("http"), resolve));
  end = () => new Promise((resolve) => database.close(() => resolve()).closeAllConnections());
  const launch: DatabaseLaunch = {
    role: "database",
    service: serviceName("influxdb"),
    needs: [],
    process: "influxdb",
    opens: { read: [], write: [] },
    listeners: [{ host: "127.0.0.1", port: 0 }],
    tls: { certificate: at("certificate"), key: at("key") },
    userFile: "",
    dataDir: "",
  };
  const around = { log: pino({ enabled: false }), now: Date.now, signal: new AbortController().signal };
  gate = await startGate(launch, at("http"), around);
  close = async () => {
    await gate[Symbol.asyncDispose]();
    await end();
    await directory[Symbol.asyncDispose]();
  };
});
afterAll(() => close());

interface Seen {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

function ask(path: string, body?: string, headers: Readonly<Record<string, string>> = {}): Promise<Seen> {
  const port = gate.listens()[0]?.port;
  const method = body === undefined ? "GET" : "POST";
  const options = { host: "127.0.0.1", port, path, method, headers, servername: "influxdb", agent: false };
  return new Promise((resolve, reject) => {
    request({ ...options, ca: authority.ca }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    })
      .once("error", reject)
      .end(body);
  });
}

test("a request goes through as it is, login and body, and so does its answer", async () => {
  answer = (response) => void response.writeHead(403, { "x-influxdb-version": "1.6.7" }).end('{"error":"no"}');
  const got = await ask("/write?db=a%20b", "m v=1", { authorization: "Basic eDp5" });
  assert.deepEqual([got.status, got.headers["x-influxdb-version"], got.text], [403, "1.6.7", '{"error":"no"}']);
  const through = seen.at(-1);
  assert.deepEqual(
    [through?.url, through?.body, through?.headers.authorization],
    ["/write?db=a%20b", "m v=1", "Basic eDp5"],
  );
});

test.each([
  "/debug/vars",
  "/metrics",
  "/debug/pprof/heap",
  "//debug/vars",
  "/ping/../debug/vars",
  "/%64ebug/vars",
  "/query/../metrics",
  "/",
  "/QUERY",
  "*",
])("%s goes nowhere", async (path) => {
  const before = seen.length;
  assert.equal((await ask(path)).status, 404);
  assert.equal(seen.length, before);
});

test("what belongs to one connection stays there", async () => {
  answer = (response) => void response.end("{}");
  await ask("/query", "q=x", { connection: "close, x-secret", "x-secret": "1", te: "trailers", "x-kept": "2" });
  const { headers = {} } = seen.at(-1) ?? {};
  assert.deepEqual([headers["x-secret"], headers.te, headers["x-kept"]], [undefined, undefined, "2"]);
});

test("a header with control characters, as influxd sends them, ends no connection", async () => {
  answer = (response) => {
    response.socket?.end("HTTP/1.1 400 Bad Request\r\nX-Influxdb-Error: bad \x01line\r\nContent-Length: 2\r\n\r\n{}");
  };
  const got = await ask("/write?db=x", "bad");
  assert.deepEqual([got.status, got.headers["x-influxdb-error"]], [400, "bad  line"]);
});

test("while the database is away it says so, and goes on", async () => {
  answer = (response) => void response.socket?.destroy();
  assert.equal((await ask("/query?q=x")).status, 502);
  answer = (response) => void response.end("{}");
  assert.equal((await ask("/query?q=x")).status, 200);
  assert.equal(gate.counters().requests_failed, 1);
});

/** As bytes, since a client that behaves would not say it so. */
function say(bytes: string): Promise<void> {
  const port = gate.listens()[0]?.port ?? 0;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, ca: authority.ca, servername: "influxdb" });
    socket.once("error", reject).once("close", () => resolve());
    socket.once("secureConnect", () => socket.resume().write(bytes));
  });
}

const within = "GET /debug/vars HTTP/1.1\r\nhost: x\r\n\r\n";
const chunked = `connection: close\r\ntransfer-encoding: chunked\r\n\r\n${within.length.toString(16)}\r\n${within}\r\n0\r\n\r\n`;
const counted = `connection: close, content-length\r\ncontent-length: ${within.length}\r\n\r\n${within}`;

test.each(
  ["GET", "HEAD", "DELETE", "OPTIONS", "POST"].flatMap((method) => [
    { method, how: "in chunks", body: chunked },
    { method, how: "with a length that is called hop-by-hop", body: counted },
  ]),
)("a request within the body of a $method, $how, stays a body", async ({ method, body }) => {
  answer = (response) => void response.end("{}");
  const before = seen.length;
  await say(`${method} /ping HTTP/1.1\r\nhost: x\r\n${body}`);
  assert.deepEqual(
    seen.slice(before).map((one) => [one.url, one.body]),
    [["/ping", within]],
  );
});
