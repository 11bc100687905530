/** Configuration files as Debian ships them, edited, and judged by the programs that read them. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseEnv, promisify } from "node:util";
import { connectAsync } from "mqtt";
import { parse } from "smol-toml";
import { test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import { serviceName } from "../../src/model/name.ts";
import type { SettingValue } from "../../src/model/setting.ts";
import { editEnvironment } from "../../src/report/edit/config/environment.ts";
import { editMachine, type MachineFile } from "../../src/report/edit/machine.ts";

const run = promisify(execFile);

class Scratch implements AsyncDisposable {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

const aScratch = async () => new Scratch(await mkdtemp(join(tmpdir(), "edgeward-host-edits-")));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

const reason = { measure: "a-measure", why: "Because.", source: "a book", service: serviceName("x") };
const setter =
  (file: string) =>
  (section: string, key: string, after: SettingValue, at?: { file: string; line: number }): Change => ({
    ...reason,
    kind: "setting",
    file,
    section,
    key,
    after,
    ...(at ? { at: { ...at, column: 1 } } : {}),
  });

/** Writes the edited files where mosquitto looks for them. */
async function write(files: readonly MachineFile[], changes: readonly Change[]): Promise<readonly MachineFile[]> {
  const edits = editMachine(files, changes);
  const after = files.map((file) => ({ ...file, text: edits.get(file.path)?.text ?? file.text }));
  await Promise.all(after.map(({ path, text }) => writeFile(path, text)));
  return after;
}

interface Broker extends AsyncDisposable {
  /** Ports that it said it opened. */
  readonly opened: readonly number[];
}

async function aMosquitto(config: string): Promise<Broker> {
  const child = spawn("mosquitto", ["-c", config], { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  const opened: number[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const [, port] = /Opening ipv4 listen socket on port (\d+)/.exec(line) ?? [];
    if (port !== undefined) opened.push(Number(port));
    if (/mosquitto version \S+ running/.test(line)) break;
  }
  assert.ok(
    said.some((line) => /running/.test(line)),
    said.join("\n"),
  );
  return {
    opened,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}

async function logsIn(port: number, user: string | undefined, ca?: string): Promise<boolean> {
  const login = user === undefined ? {} : { username: user, password: "secret" };
  const url = `${ca === undefined ? "mqtt" : "mqtts"}://127.0.0.1:${port}`;
  const tls = ca === undefined ? {} : { ca: await readFile(ca) };
  try {
    const client = await connectAsync(url, { ...login, ...tls, reconnectPeriod: 0, connectTimeout: 20_000 });
    await client.endAsync();
    return true;
  } catch (error) {
    assert.match(String(error), /not authorized|Not authorized|refused/i);
    return false;
  }
}

async function users(directory: string, name: string): Promise<string> {
  const path = join(directory, `passwords-${name}`);
  await writeFile(path, `${name}:secret\n`, { mode: 0o600 });
  await run("mosquitto_passwd", ["-U", path]);
  return path;
}

/** Debian's own file, its paths moved into the directory. */
async function stockMosquitto(directory: string): Promise<string> {
  const text = await readFile("/etc/mosquitto/mosquitto.conf", "utf8");
  return text
    .replace(/^log_dest .*$/m, "log_dest stderr\nuser root")
    .replaceAll(/\/(?:run|var\/lib|etc)\/mosquitto/g, directory);
}

test("Debian's mosquitto.conf with its include_dir: the edited files start, with the new listener alone and a login", async () => {
  await using scratch = await aScratch();
  const { path } = scratch;
  const [main, local] = [join(path, "mosquitto.conf"), join(path, "conf.d", "local.conf")];
  await mkdir(join(path, "conf.d"));
  const [clear, encrypted] = [await freePort(), await freePort()];
  const [certificate, key] = [join(path, "cert.pem"), join(path, "key.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    key,
    "-out",
    certificate,
    ...subject,
  ]);
  const set = setter(main);
  const files: readonly MachineFile[] = [
    { path: main, text: await stockMosquitto(path), format: "mosquitto" },
    {
      path: local,
      text: `# by hand\nlistener ${clear}\nallow_anonymous true\n#password_file /x\n`,
      format: "mosquitto",
    },
  ];
  const after = await write(files, [
    set("", "allow_anonymous", "false", { file: local, line: 3 }),
    set("", "password_file", await users(path, "me")),
    set("", "max_packet_size", "2000000"),
    set(`listener ${encrypted}`, "certfile", certificate),
    set(`listener ${encrypted}`, "keyfile", key),
    { ...reason, kind: "drop-section", file: main, section: `listener ${clear}` },
  ]);
  assert.match(after[1]?.text ?? "", /^# by hand\nallow_anonymous false\npassword_file \S+\n$/);
  assert.ok(after[0]?.text.startsWith(files[0]?.text.trimEnd() ?? "?"));
  await using broker = await aMosquitto(main);
  assert.deepEqual(broker.opened, [encrypted]);
  assert.equal(await logsIn(encrypted, "me", certificate), true);
  assert.equal(await logsIn(encrypted, undefined, certificate), false);
});

test("with per_listener_settings, each listener gets its own login in the file that it stands in", async () => {
  await using scratch = await aScratch();
  const { path } = scratch;
  const [main, local] = [join(path, "mosquitto.conf"), join(path, "conf.d", "local.conf")];
  await mkdir(join(path, "conf.d"));
  const [first, second] = [await freePort(), await freePort()];
  const stock = await stockMosquitto(path);
  const files: readonly MachineFile[] = [
    {
      path: main,
      // Below include_dir: it has to move, or mosquitto refuses what is added above it.
      text: `${stock}\nper_listener_settings true\nlistener ${first} 127.0.0.1\nallow_anonymous true\n`,
      format: "mosquitto",
    },
    { path: local, text: `listener ${second} 127.0.0.1\n`, format: "mosquitto" },
  ];
  const set = setter(main);
  const changes = await Promise.all(
    [first, second].map(async (port, i) => [
      set(`listener ${port} 127.0.0.1`, "allow_anonymous", "false"),
      set(`listener ${port} 127.0.0.1`, "password_file", await users(path, `user${i}`)),
    ]),
  );
  await write(files, changes.flat());
  await using broker = await aMosquitto(main);
  assert.deepEqual(broker.opened.toSorted(), [first, second].toSorted());
  for (const [i, port] of [first, second].entries()) {
    assert.equal(await logsIn(port, undefined), false);
    assert.equal(await logsIn(port, `user${i}`), true);
    assert.equal(await logsIn(port, `user${1 - i}`), false);
  }
});

test("Debian's influxdb.conf: InfluxDB reads what was set, and everything else as before", async () => {
  await using scratch = await aScratch();
  const path = join(scratch.path, "influxdb.conf");
  const stock = await readFile("/etc/influxdb/influxdb.conf", "utf8");
  const parsed = async (text: string): Promise<Record<string, Record<string, unknown>>> => {
    await writeFile(path, text);
    return JSON.parse(JSON.stringify(parse((await run("influxd", ["config", "-config", path])).stdout)));
  };
  const set = setter(path);
  const changes = [
    set("http", "auth-enabled", true),
    set("http", "https-enabled", true),
    set("http", "https-certificate", "/etc/edgeward/influxdb/certificate"),
    set("http", "https-private-key", "/etc/edgeward/influxdb/private_key"),
    set("http", "pprof-enabled", false),
    set("http", "bind-address", "127.0.0.1:8086"),
  ];
  const edited = editMachine([{ path, text: stock, format: "influxdb" }], changes).get(path)?.text ?? "";
  const [before, after] = [await parsed(stock), await parsed(edited)];
  assert.deepEqual(after, {
    ...before,
    http: {
      ...before.http,
      "auth-enabled": true,
      "https-enabled": true,
      "https-certificate": "/etc/edgeward/influxdb/certificate",
      "https-private-key": "/etc/edgeward/influxdb/private_key",
      "pprof-enabled": false,
      "bind-address": "127.0.0.1:8086",
    },
  });
  // Each of them stood there commented out, once.
  assert.equal(edited.split("\n").length, stock.split("\n").length);
});

test("an env file says the same to a shell that sources it, and to dotenv", async () => {
  await using scratch = await aScratch();
  const path = join(scratch.path, "telegraf");
  const values = [
    "plain",
    "two words",
    "@{edgeward:mqtt_password}",
    "a#b",
    "a;b&c|d",
    "~/x",
    "it's",
    "a\\b",
    "$HOME",
    "(x)*?",
    "`id`",
    "",
  ];
  for (const value of values) {
    for (const text of ["", "# A=old\n", 'A="old"\n', "export A='old' # note\n", "A=old\n"]) {
      const after = editEnvironment(text, [{ ...reason, kind: "environment", name: "A", after: value }]);
      await writeFile(path, after);
      const { stdout } = await run("sh", ["-c", '. "$0"; printf %s "$A"', path], { env: {} });
      assert.equal(stdout, value, after);
      // Node's reader knows no escaped characters.
      if (!/['\\$`]/.test(value)) assert.equal(parseEnv(after).A, value, after);
    }
  }
});
