/** A console whose files are replaced, whose database goes and comes, and that is told the wrong things. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type PeerCertificate } from "node:tls";
import { test, vi } from "vitest";
import { anAuthority } from "../../src/service/agent/testing/authority.ts";
import { until } from "../../src/service/agent/testing/until.ts";
import { aConsole, password, type Scene } from "./console-scene.ts";
import { ran } from "./play-scene.ts";

vi.setConfig({ testTimeout: 180_000 });

const status = async (scene: Scene, cookie: string) =>
  (await scene.ask("/api/catalogue", { headers: { cookie } })).status;
const shown = async ({ port, authority }: Scene): Promise<PeerCertificate> => {
  const socket = connect({ host: "127.0.0.1", port, servername: "localhost", ca: authority.ca });
  await once(socket, "secureConnect");
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
};

/** Waits for its newest word on how it is doing: `play --health` says the same, in a process of its own each time. */
const says = (scene: Scene, word: RegExp) =>
  until(`it says ${word}`, () => {
    const words = scene.player.said().split("\n");
    return word.test(words.findLast((line) => /^(starting|healthy|unhealthy): /.test(line)) ?? "");
  });

test("files that are replaced count without a restart; only another password ends sessions", async () => {
  await using scene = await aConsole();
  const cookie = await scene.session();
  const before = (await shown(scene)).serialNumber;
  const { certificate, key } = await scene.authority.issue(["localhost", "127.0.0.1"]);
  await scene.file("certificate", certificate);
  await says(scene, /^unhealthy: the new certificate cannot be served/);
  assert.equal((await scene.player.health()).status, 1);
  assert.equal((await shown(scene)).serialNumber, before, "the one before is served on");
  await scene.file("key", key);
  await until("the new certificate is shown", async () => (await shown(scene)).serialNumber !== before);
  await says(scene, /^healthy/);
  assert.equal(await status(scene, cookie), 200);

  await scene.influx.query("SET PASSWORD FOR reader = 'another-of-the-reader'");
  await says(scene, /^unhealthy: The database .* does not accept the password of its user reader/);
  await scene.file("database-password", "another-of-the-reader\n");
  await says(scene, /^healthy/);
  assert.equal((await scene.player.health()).status, 0);
  assert.equal(await status(scene, cookie), 200);

  await scene.file("password", "another-password-of-people");
  await until("whoever was signed in is out", async () => (await status(scene, cookie)) === 401);
  assert.equal((await scene.signIn()).status, 401);
  assert.equal((await scene.signIn("admin", "another-password-of-people")).status, 204);

  await scene.file("password", "admin\n");
  await says(scene, /^unhealthy: .* holds an empty or well-known password/);
  assert.equal((await scene.signIn("admin", "admin")).status, 503);
  for (const word of [...scene.secrets, "another-password-of-people", "another-of-the-reader", cookie])
    assert.ok(!scene.player.said().includes(word));
});

test("a database that is away is said in words, and found again; SIGTERM ends the console with connections open", async () => {
  await using scene = await aConsole();
  const cookie = await scene.session();
  await scene.influx.stop();
  await says(scene, /^unhealthy: .* does not answer/);
  const judged = await scene.player.health();
  assert.deepEqual([judged.status, /does not answer/.test(judged.out)], [1, true], judged.out);
  const answer = await scene.ask("/api/catalogue", { headers: { cookie } });
  assert.deepEqual([answer.status, /does not answer \(ECONNREFUSED\)/.test(answer.text)], [502, true], answer.text);
  const { status: healthz, text } = await scene.ask("/healthz");
  assert.deepEqual([healthz, text], [503, "not\n"]);
  await scene.influx.start();
  await until("it answers again", async () => (await status(scene, cookie)) === 200);
  const open = connect({ host: "127.0.0.1", port: scene.port, servername: "localhost", ca: scene.authority.ca });
  await once(open, "secureConnect");
  open.on("error", () => {}).write("GET / HTTP/1.1\r\nHost: localhost\r\n");
  const closed = once(open, "close");
  assert.equal(await scene.player.end(), 0);
  await closed;
  assert.equal((await scene.player.health()).status, 3);
});

test("a database that somebody else vouches for gets no password", async () => {
  await using scene = await aConsole();
  const cookie = await scene.session();
  await scene.file("ca", (await anAuthority()).ca);
  await says(scene, /INFLUX_CA_FILE vouches/);
  assert.equal(await status(scene, cookie), 502);
});

test("all that is missing or wrong is named at once, by variable", async () => {
  await using scene = await aConsole();
  const env = { PATH: process.env.PATH };
  const none = await ran(["console"], env);
  assert.equal(none.status, 2);
  for (const name of Object.keys(scene.environment)) {
    const isOptional = /ADDRESS|PORT|SERVER_NAME/.test(name);
    assert.equal(none.err.includes(`${name} is not set`), !isOptional, `${name}\n${none.err}`);
  }
  const wrong = await ran(["console"], {
    ...env,
    ...scene.environment,
    CONSOLE_PORT: "99999",
    INFLUX_URL: "http://user:hunter-two@influxdb:8086",
    CONSOLE_PASSWORD_FILE: await scene.file("known", "admin123\n"),
    INFLUX_PASSWORD_FILE: await scene.file("empty", "\n"),
    INFLUX_CA_FILE: "/nowhere",
  });
  assert.equal(wrong.status, 2);
  for (const said of [
    /CONSOLE_PORT `99999` is no port/,
    /INFLUX_URL .* is not https/,
    /CONSOLE_PASSWORD_FILE holds a password that is tried first/,
    /INFLUX_PASSWORD_FILE holds an empty password/,
    /INFLUX_CA_FILE names \/nowhere/,
  ])
    assert.match(wrong.err, said);
  assert.ok(!wrong.err.includes("hunter-two") && !wrong.err.includes("admin123"), wrong.err);
  const taken = await ran(["console"], { ...env, ...scene.environment });
  assert.deepEqual([taken.status, /cannot listen on port/.test(taken.err)], [3, true], taken.err);
  assert.ok(!taken.err.includes(password));
});
