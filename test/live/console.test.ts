/** `edgeward play console` as it stands in `dist`, before a real influxd: what it shows, and to whom. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { RequestOptions } from "node:https";
import { connect as connectPlain } from "node:net";
import { connect } from "node:tls";
import { afterAll, beforeAll, test } from "vitest";
import type { Catalogue, History, Latest } from "../../src/console/answers.ts";
import { aConsole, password, type Scene } from "./console-scene.ts";

let scene: Scene;
const everything: string[] = [];
beforeAll(async () => {
  scene = await aConsole();
  const now = Date.now();
  const points = Array.from({ length: 120 }, (_, i) => {
    const at = `${now - i * 1000}000000`;
    const b = i < 60 ? "" : `\nhost,host=b cpu=${i} ${at}`;
    return `host,host=a cpu=${100 + i},rss=7i,firmware="2.4" ${at}${b}`;
  });
  const many = Array.from({ length: 40 }, (_, i) => `many,unit=u${String(i).padStart(2, "0")} v=${i} ${now}000000`);
  const odd = String.raw`od\ d"\,m'\\e,ta\ g"=va\ l'ue" fi\,e"ld'=5 ${now}000000`;
  assert.match(await scene.influx.write([...points, ...many, odd].join("\n")), /^204/);
});
afterAll(async () => {
  const said = scene.player.said() + everything.join();
  await scene[Symbol.asyncDispose]();
  for (const secret of scene.secrets) assert.ok(!said.includes(secret), "a password is where it must not be");
});

const basic = (user: string, word: string) => `Basic ${Buffer.from(`${user}:${word}`).toString("base64")}`;
const authorization = basic("admin", password);
const api = ["/api/catalogue", "/api/latest?measurement=host", "/api/history?measurement=host&window=5m"];

async function read<T>(path: string): Promise<T> {
  const { status, text } = await scene.ask(path, { headers: { authorization } });
  everything.push(text);
  assert.equal(status, 200, text);
  return JSON.parse(text) as T;
}

test("who is not signed in is told nothing, whatever is asked for", async () => {
  const strangers = [{}, { cookie: `__Host-edgeward-console=${"A".repeat(43)}` }, { authorization: "Bearer x" }];
  for (const path of [...api, "/api/", "/api/other", "/api/catalogue/", "/API/catalogue", "//api/catalogue"]) {
    for (const headers of strangers) {
      const { status, text } = await scene.ask(path, { headers });
      const isUnknown = !path.startsWith("/api/");
      assert.equal(status, isUnknown ? 404 : 401, path);
      assert.ok(!text.includes("plant") && !text.includes("cpu"));
    }
  }
  const { text } = await scene.ask("/healthz");
  assert.equal(text, "ok\n");
});

test("a session lets in, until it is ended; its cookie is the browser's alone", async () => {
  const signedIn = await scene.signIn();
  assert.equal(signedIn.status, 204);
  const [header = ""] = signedIn.headers["set-cookie"] ?? [];
  assert.match(header, /^__Host-[\w-]+=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/);
  const headers = { cookie: header.split(";")[0] };
  for (const path of api) assert.equal((await scene.ask(path, { headers })).status, 200, path);
  const ended = await scene.ask("/api/session", { method: "DELETE", headers });
  assert.deepEqual([ended.status, /Max-Age=0$/.test(ended.headers["set-cookie"]?.[0] ?? "")], [204, true]);
  assert.equal((await scene.ask("/api/catalogue", { headers })).status, 401);
});

test.each([
  ["admin", "wrong", "127.0.1.1"],
  ["nobody", password, "127.0.1.1"],
  ["admin", "admin", "127.0.1.2"],
  ["admin", "", "127.0.1.2"],
  ["grafana", "grafana", "127.0.1.3"],
])("%s with %s is not let in, by either way", async (user, word, localAddress) => {
  assert.equal((await scene.signIn(user, word, { localAddress })).status, 401);
  const answer = await scene.ask("/api/catalogue", { localAddress, headers: { authorization: basic(user, word) } });
  assert.equal(answer.status, 401);
  assert.match(answer.headers["www-authenticate"] ?? "", /^Basic /);
});

test("after too many wrong logins an address waits, and who has the right one comes in from elsewhere", async () => {
  const localAddress = "127.0.2.1";
  for (let i = 0; i < 5; i++) assert.equal((await scene.signIn("admin", `wrong-${i}`, { localAddress })).status, 401);
  const late = await scene.signIn("admin", password, { localAddress });
  assert.equal(late.status, 429);
  const waitS = Number(late.headers["retry-after"]);
  assert.ok(waitS >= 1 && waitS <= 30, `${waitS}`);
  const byBasic = await scene.ask("/api/catalogue", { localAddress, headers: { authorization } });
  assert.equal(byBasic.status, 429);
  assert.equal((await scene.signIn("admin", password, { localAddress: "127.0.2.2" })).status, 204);
});

test("a page of another origin changes nothing and reads nothing, whoever is signed in", async () => {
  const cookie = await scene.session();
  const foreign = [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, { origin: "null" }];
  for (const headers of foreign) {
    assert.equal((await scene.signIn("admin", password, { headers })).status, 403);
    const all = { cookie, ...headers };
    assert.equal((await scene.ask("/api/session", { method: "DELETE", headers: all })).status, 403);
    assert.equal((await scene.ask("/api/catalogue", { headers: all })).status, 403);
  }
  assert.equal((await scene.ask("/api/catalogue", { headers: { cookie } })).status, 200);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  assert.equal((await scene.signIn("admin", password, { headers: form })).status, 415);
});

test("each answer tells the browser to trust nothing else", async () => {
  for (const path of ["/", "/page.js", "/healthz", "/api/catalogue", "/nothing"]) {
    const { headers } = await scene.ask(path);
    const policy = String(headers["content-security-policy"]);
    for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"])
      assert.ok(policy.includes(rule), `${path} ${rule}`);
    for (const rule of ["base-uri 'none'", "form-action 'none'"]) assert.ok(policy.includes(rule), `${path} ${rule}`);
    assert.ok(!policy.includes("unsafe"));
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.match(String(headers["strict-transport-security"]), /^max-age=\d{8}/);
    assert.ok(!("server" in headers) && !("x-powered-by" in headers));
  }
  assert.equal((await scene.ask("/api/catalogue")).headers["cache-control"], "no-store");
});

test.each<[string, string, RequestOptions, string | undefined, number]>([
  ["a path that is not there", "/../../etc/passwd", {}, undefined, 404],
  ["a method that the page has not", "/", { method: "POST" }, "{}", 405],
  ["a method that a session has not", "/api/session", { method: "GET" }, undefined, 405],
  ["a body that is too long", "/api/session", { method: "POST" }, "x".repeat(5_000), 413],
  ["a login that is no JSON", "/api/session", { method: "POST" }, "{", 400],
  ["a login that is no login", "/api/session", { method: "POST" }, '{"user":["admin"],"password":{}}', 400],
  ["headers that are too long", "/", { headers: { "x-long": "x".repeat(9_000) } }, undefined, 431],
])("%s: refused", async (_, path, options, body, status) => {
  const headers = { "content-type": "application/json", ...(options.headers as object) };
  const answer = await scene
    .ask(path, { ...options, headers }, body)
    .catch((error: NodeJS.ErrnoException) => error.code);
  // A connection that is ended at once says no, too.
  assert.equal(typeof answer === "object" ? answer.status : 431, status, JSON.stringify(answer));
});

test("TLS 1.1 and clear text are refused, TLS 1.2 is not", async () => {
  const knock = (maxVersion: "TLSv1.1" | "TLSv1.2") =>
    new Promise<string>((resolve) => {
      const where = { host: "127.0.0.1", port: scene.port, servername: "localhost", ca: scene.authority.ca };
      const socket = connect({ ...where, minVersion: maxVersion, maxVersion, ciphers: "ALL:@SECLEVEL=0" });
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
      socket.once("secureConnect", () => {
        resolve(socket.getProtocol() ?? "");
        socket.destroy();
      });
    });
  assert.equal(await knock("TLSv1.2"), "TLSv1.2");
  assert.match(await knock("TLSv1.1"), /^(ERR_SSL|ECONNRESET)/);
  const plain = await new Promise<string>((resolve) => {
    let text = "";
    const socket = connectPlain(scene.port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    socket.on("data", (part) => (text += part.toString("latin1"))).on("error", () => {});
    socket.once("close", () => resolve(text));
  });
  assert.ok(!plain.includes("HTTP/"), plain);
});

test("the catalogue has measurements, fields and tags, whatever they are called", async () => {
  const { database, measurements } = await read<Catalogue>("/api/catalogue");
  assert.equal(database, "plant");
  const host = measurements.find(({ name }) => name === "host");
  assert.deepEqual(host?.tags, { host: ["a", "b"] });
  assert.deepEqual(
    host?.fields.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    [
      { name: "cpu", kind: "number" },
      { name: "firmware", kind: "text" },
      { name: "rss", kind: "number" },
    ],
  );
  const odd = measurements.find(({ name }) => name.startsWith("od d"));
  assert.ok(odd);
  const asked = new URLSearchParams({ measurement: odd.name });
  for (const [key, [value = ""] = []] of Object.entries(odd.tags)) asked.set(`tag.${key}`, value);
  const latest = await read<Latest>(`/api/latest?${asked}`);
  assert.deepEqual(
    latest.series.map(({ values }) => values),
    [{ "fi,e\"ld'": 5 }],
  );
  const history = await read<History>(`/api/history?${asked}&window=5m`);
  assert.deepEqual(history.fields[0]?.lines[0]?.mean, [5]);
});

test("newest values, and who has gone silent; a tag chooses", async () => {
  const { series } = await read<Latest>("/api/latest?measurement=host");
  const [a, b] = series;
  assert.deepEqual([a?.tags, a?.values, a?.usualMs], [{ host: "a" }, { cpu: 100, rss: 7, firmware: "2.4" }, 1_000]);
  assert.deepEqual([b?.tags, b?.silent], [{ host: "b" }, true]);
  assert.ok((b?.ageMs ?? 0) >= 60_000);
  const only = await read<Latest>("/api/latest?measurement=host&tag.host=b");
  assert.deepEqual(
    only.series.map(({ tags }) => tags),
    [{ host: "b" }],
  );
});

test("steps hold mean, least and greatest; a week is no larger than five minutes", async () => {
  const week = await read<History>("/api/history?measurement=host&window=7d");
  const cpu = week.fields.find(({ name }) => name === "cpu");
  const [a] = cpu?.lines ?? [];
  assert.equal(Math.min(...(a?.min ?? [])), 100);
  assert.equal(Math.max(...(a?.max ?? [])), 219);
  assert.ok((a?.steps.length ?? 0) <= 2 && (a?.steps.at(-1) ?? 0) <= 336);
  const short = await read<History>("/api/history?measurement=host&window=5m");
  const line = short.fields.find(({ name }) => name === "cpu")?.lines[0];
  assert.equal(line?.steps.length, 120);
  assert.deepEqual([line?.mean.at(0), line?.mean.at(-1)], [219, 100]);
});

test("more series than a chart can tell apart are cut, the same everywhere, and that is said", async () => {
  const latest = await read<Latest>("/api/latest?measurement=many");
  const history = await read<History>("/api/history?measurement=many&window=15m");
  assert.deepEqual([latest.series.length, latest.cut], [24, ["Only 24 series are shown."]]);
  assert.deepEqual(history.cut, latest.cut);
  assert.deepEqual(
    history.fields[0]?.lines.map(({ tags }) => tags),
    latest.series.map(({ tags }) => tags),
  );
});

test.each([
  "/api/latest?measurement=nothing",
  "/api/history?measurement=host&window=1s",
  "/api/history?measurement=host&window=5m' OR 1=1",
  "/api/latest?measurement=host&tag.other=a",
  `/api/latest?measurement=${encodeURIComponent('host"; DROP DATABASE plant; --')}`,
])("%s is no question", async (path) => {
  assert.equal((await scene.ask(encodeURI(decodeURI(path)), { headers: { authorization } })).status, 400);
});

test("sixty questions of twenty tabs are few for the database", async () => {
  const asked = async () => {
    const stats = await scene.influx.query("SHOW STATS FOR 'httpd'");
    const { series } = JSON.parse(stats.slice(4)).results[0] as { series: { columns: string[]; values: number[][] }[] };
    return series[0]?.values[0]?.[series[0].columns.indexOf("queryReq")] ?? Number.NaN;
  };
  const before = await asked();
  const tabs = Array.from({ length: 20 }, () => api).flat();
  await Promise.all(tabs.map((path) => read(path)));
  const spent = (await asked()) - before;
  assert.ok(spent <= 8, `${spent} questions`);
});

test("curl, with the same login, and the authority that vouches for it", async () => {
  const ca = await scene.file("ca", scene.authority.ca);
  const config = await scene.file("curlrc", `user = "admin:${password}"\n`);
  const url = `https://localhost:${scene.port}/api/catalogue`;
  const words = ["-sS", "--fail", "--config", config, "--cacert", ca, "--ipv4", url];
  const out = await new Promise<string>((resolve, reject) => {
    execFile("curl", words, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
  assert.equal(JSON.parse(out).database, "plant");
});
