/** Settings tried out by the programs themselves, beside those that run. */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { inside, program } from "./inside.ts";
import { aMachine, scratch, type TestMachine } from "./machine.ts";

vi.setConfig({ testTimeout: 300_000 });

async function tried(machine: TestMachine, kind: "mosquitto" | "influxdb"): Promise<readonly string[]> {
  const { value, fault } = await inside(machine, "tryOut", await program(machine, kind));
  assert.equal(fault, undefined);
  return value as readonly string[];
}

test("stock settings are taken while the program runs, which is not disturbed, and nothing is left behind", async () => {
  await using machine = await aMachine();
  await machine.ok(["service", "mosquitto", "start"]);
  await machine.ok(["service", "influxdb", "start"]);
  await Promise.all([machine.listens(1883), machine.listens(8086)]);
  const state = async () => [
    (await machine.programs()).map(({ pid }) => pid),
    await machine.ok([
      "find",
      scratch,
      "/run/mosquitto",
      "/var/lib/mosquitto",
      "-mindepth",
      "1",
      "!",
      "-path",
      "*/tsx-*",
      "-printf",
      "%p %i %s\n",
    ]),
  ];
  const before = await state();
  assert.deepEqual([await tried(machine, "mosquitto"), await tried(machine, "influxdb")], [[], []]);
  assert.deepEqual(await state(), before);
});

test("listeners, users, access and TLS of a broker that runs are tried with the rights of its account", async () => {
  await using machine = await aMachine();
  await machine.ok([
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-subj",
    "/CN=x",
    "-keyout",
    "/srv/key",
    "-out",
    "/srv/cert",
  ]);
  await machine.write("/srv/users", "ann:$7$101$YWFhYWFhYWFhYWFh$YWFh\n", { uid: 103, gid: 106, mode: 0o600 });
  const listeners =
    "listener 8883\ncertfile /srv/cert\nkeyfile /srv/key\nlistener 0 /run/mosquitto/s.sock\nlistener 9001\nprotocol websockets\n";
  await machine.write(
    "/etc/mosquitto/conf.d/a.conf",
    `${listeners}password_file /srv/users\nconnection far\naddress broker.example:8883\ntopic # out\n`,
  );
  const unreadable = await tried(machine, "mosquitto");
  assert.equal(
    unreadable.some((line) => /\/srv\/key|key file/.test(line)),
    true,
    unreadable.join("\n"),
  );
  await machine.ok(["chown", "mosquitto", "/srv/key"]);
  assert.deepEqual(await tried(machine, "mosquitto"), []);
});

test("a setting that mosquitto does not know is complained about, at its own file and line, without a secret", async () => {
  await using machine = await aMachine();
  await machine.write(
    "/etc/mosquitto/conf.d/a.conf",
    "listener 1884\nremote_password hunter22\nnonsense_password hunter22\n",
  );
  const said = (await tried(machine, "mosquitto")).join("\n");
  assert.match(said, /\/etc\/mosquitto\/conf\.d\/a\.conf:\d/);
  assert.doesNotMatch(said, /hunter22|\/tmp/);
  await machine.write("/etc/mosquitto/conf.d/a.conf", "listener 99999\n");
  assert.notDeepEqual(await tried(machine, "mosquitto"), []);
});

test("influxd says what it does not take, without what else stands in its settings", async () => {
  await using machine = await aMachine();
  await machine.write("/etc/influxdb/influxdb.conf", '[http]\nshared-secret = "hunter22"\nauth-enabled = maybe\n');
  const said = (await tried(machine, "influxdb")).join("\n");
  assert.match(said, /line 3|toml|parse/i);
  assert.doesNotMatch(said, /hunter22/);
});

test("whether an account can open a file is tried with its rights", async () => {
  await using machine = await aMachine();
  await machine.write("/srv/own/key", "x", { uid: 103, gid: 106, mode: 0o600 });
  await machine.write("/srv/other", "x", { uid: 0, mode: 0o600 });
  const mosquitto = await program(machine, "mosquitto");
  assert.deepEqual((await inside(machine, "tryOpen", mosquitto, ["/srv/own/key", "/srv/other", "/srv/none"])).value, [
    true,
    false,
    false,
  ]);
});
