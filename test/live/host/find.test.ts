/** What the engine finds on a machine with Debian's own programs. */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { find, program } from "./inside.ts";
import { aMachine } from "./machine.ts";

vi.setConfig({ testTimeout: 300_000 });

const main = "/etc/mosquitto/mosquitto.conf";

test("both programs that run are found, with their files, their account, their manager and their version", async () => {
  await using machine = await aMachine();
  await machine.ok(["service", "mosquitto", "start"]);
  await machine.ok(["service", "influxdb", "start"]);
  await machine.listens(1883);
  await machine.write(
    "/etc/mosquitto/conf.d/b.conf",
    "acl_file /etc/mosquitto/acl\npassword_file /etc/mosquitto/users\n",
  );
  await machine.write("/etc/mosquitto/conf.d/Z.conf", "# nothing\n", { mode: 0o640 });
  await machine.write("/etc/mosquitto/conf.d/c.txt", "nonsense\n");
  await machine.write("/etc/mosquitto/users", "ann:$7$101$YQ==$Yg==\n", { mode: 0o600 });
  await machine.write("/etc/mosquitto/acl", "user ann\ntopic #\n");
  await machine.write("/etc/default/influxdb", "INFLUXDB_HTTP_LOG_ENABLED=false\n");
  const { machine: seen, problems } = await find(machine);
  assert.deepEqual(problems, []);
  assert.equal(seen.hostName, machine.hostName);
  const running = await machine.programs();
  const short = seen.programs.map(({ kind, executable, version, account, manager, pid, configs }) => ({
    kind,
    executable,
    version,
    account: `${account.user}:${account.group}`,
    manager,
    runs: running.find((one) => one.pid === pid)?.name,
    files: configs.map(({ format, path, rights }) => `${format} ${path} ${rights.mode.toString(8)}`),
  }));
  assert.deepEqual(short, [
    {
      kind: "mosquitto",
      executable: "/usr/sbin/mosquitto",
      version: "2.0.11",
      account: "mosquitto:mosquitto",
      manager: { by: "init", script: "/etc/init.d/mosquitto" },
      runs: "mosquitto",
      files: [
        `mosquitto ${main} 644`,
        "mosquitto /etc/mosquitto/conf.d/Z.conf 640",
        "mosquitto /etc/mosquitto/conf.d/b.conf 644",
        "mosquitto-users /etc/mosquitto/users 600",
        "mosquitto-acl /etc/mosquitto/acl 644",
      ],
    },
    {
      kind: "influxdb",
      executable: "/usr/bin/influxd",
      version: "1.6.7~rc0",
      account: "influxdb:influxdb",
      manager: { by: "init", script: "/etc/init.d/influxdb" },
      runs: "influxd",
      files: ["influxdb /etc/influxdb/influxdb.conf 644", "environment /etc/default/influxdb 644"],
    },
  ]);
  assert.equal(seen.programs[0]?.configs[0]?.text, await machine.read(main));
});

test("programs that do not run are found where they are installed, with the account that they would run as", async () => {
  await using machine = await aMachine();
  const { machine: seen, problems } = await find(machine);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    seen.programs.map(({ kind, foundBy, account, pid }) => [kind, foundBy, `${account.user}:${account.group}`, pid]),
    [
      ["mosquitto", "/usr/sbin/mosquitto", "mosquitto:mosquitto", undefined],
      ["influxdb", "/usr/bin/influxd", "influxdb:influxdb", undefined],
    ],
  );
  await machine.write("/etc/mosquitto/conf.d/user.conf", "user nobody\n");
  assert.equal((await program(machine, "mosquitto")).account.user, "nobody");
});

test("a file that the person names is the one that counts, and its program runs only if it was started with it", async () => {
  await using machine = await aMachine();
  await machine.ok(["service", "mosquitto", "start"]);
  await machine.listens(1883);
  await machine.write("/srv/broker.conf", "listener 1999\n");
  const { machine: seen, problems } = await find(machine, {
    configs: { mosquitto: "/srv/broker.conf" },
    restarts: { mosquitto: ["true"] },
  });
  const [mosquitto] = seen.programs;
  assert.deepEqual(
    [mosquitto?.foundBy, mosquitto?.pid, mosquitto?.configs[0]?.text],
    ["--mosquitto-conf", undefined, "listener 1999\n"],
  );
  assert.deepEqual(mosquitto?.manager, { by: "command", restart: ["true"] });
  assert.deepEqual(
    problems.map(({ code, severity }) => [code, severity]),
    [["runs-elsewhere", "notice"]],
  );
  assert.notEqual((await program(machine, "mosquitto", { configs: { mosquitto: main } })).pid, undefined);
});

test("a link is followed to the file that is edited, and one in a circle is a problem", async () => {
  await using machine = await aMachine();
  await machine.write("/srv/real.conf", "listener 1999\n", { uid: 65534, gid: 65534, mode: 0o600 });
  await machine.ok(["ln", "-sf", "/srv/real.conf", main]);
  const [config] = (await program(machine, "mosquitto")).configs;
  assert.deepEqual(
    [config?.path, config?.real, config?.rights],
    [main, "/srv/real.conf", { uid: 65534, gid: 65534, mode: 0o600 }],
  );
  await machine.ok(["ln", "-sf", "loop.conf", "/srv/loop.conf"]);
  const { problems } = await find(machine, { configs: { mosquitto: "/srv/loop.conf" } });
  assert.deepEqual(
    problems.map(({ code, what }) => [code, /circle/.test(what)]),
    [["unreadable-file", true]],
  );
});

test("files that are named and are missing, unreadable or no text are problems, all at once, at the line that names them", async () => {
  await using machine = await aMachine();
  await machine.write("/srv/broker.conf", "# one\ninclude_dir /srv/none\n  password_file /srv/users\nacl_file /srv\n");
  const wish = { configs: { mosquitto: "/srv/broker.conf", influxdb: "/srv/none.conf", agent: "/srv/none.env" } };
  const { machine: seen, problems } = await find(machine, wish);
  assert.deepEqual(
    problems.map(({ severity, code, at }) => `${severity} ${code} ${at.file}:${at.line}:${at.column}`),
    [
      "error missing-file /srv/broker.conf:2:13",
      "notice missing-file /srv/broker.conf:3:17",
      "error unreadable-file /srv/broker.conf:4:10",
      "error missing-file /srv/none.conf:1:1",
      "error missing-file /srv/none.env:1:1",
    ],
  );
  assert.deepEqual(
    seen.programs.map(({ kind }) => kind),
    ["mosquitto", "influxdb"],
  );
});

test("with systemd, the unit that runs the program manages it, and a program started by hand is nobody's", async () => {
  await using machine = await aMachine({ init: "systemd" });
  await machine.ok(["systemctl", "start", "influxdb"]);
  await machine.ok(["bash", "-c", "setsid mosquitto -c /etc/mosquitto/mosquitto.conf >/dev/null 2>&1 < /dev/null &"]);
  await machine.listens(1883);
  const { machine: seen } = await find(machine);
  assert.deepEqual(
    seen.programs.map(({ kind, manager, account }) => [kind, manager, account.user]),
    [
      ["mosquitto", { by: "nobody" }, "mosquitto"],
      ["influxdb", { by: "systemd", unit: "influxdb.service" }, "influxdb"],
    ],
  );
});
