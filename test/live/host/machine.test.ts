/** The throw-away machine itself: real programs there, nothing of it here. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "vitest";
import { aMachine } from "./machine.ts";

test("Debian's mosquitto and influxd run there from their stock settings, started by their init scripts", async () => {
  await using machine = await aMachine();
  await machine.ok(["service", "mosquitto", "start"]);
  await machine.ok(["service", "influxdb", "start"]);
  await Promise.all([machine.listens(1883), machine.listens(8086)]);
  const programs = await machine.programs();
  const users = await Promise.all(
    ["mosquitto", "influxd"].map(async (name) => {
      const uid = programs.find((program) => program.name === name)?.uid;
      return machine.ok(["id", "-un", String(uid)]);
    }),
  );
  assert.deepEqual(users, ["mosquitto\n", "influxdb\n"]);
  await machine.ok(["mosquitto_pub", "-h", "127.0.0.1", "-t", "a", "-m", "b", "-q", "1"]);
});

test("what is written there stays there, with the rights it was given", async () => {
  await using one = await aMachine();
  await using other = await aMachine({ hostName: "other-box" });
  await one.write("/etc/mosquitto/conf.d/a.conf", "listener 1884\n", { uid: 103, gid: 106, mode: 0o640 });
  const { uid, gid, mode, kind, size } = (await one.stat("/etc/mosquitto/conf.d/a.conf")) ?? {};
  assert.deepEqual({ uid, gid, mode, kind, size }, { uid: 103, gid: 106, mode: 0o640, kind: "file", size: 14 });
  assert.equal(await one.read("/etc/mosquitto/conf.d/a.conf"), "listener 1884\n");
  assert.equal(await other.stat("/etc/mosquitto/conf.d/a.conf"), undefined);
  assert.equal(existsSync("/etc/mosquitto/conf.d/a.conf"), false);
  assert.deepEqual([await one.ok(["hostname"]), await other.ok(["hostname"])], ["edge-box\n", "other-box\n"]);
});

test("a program there can be another user, and a failure is told", async () => {
  await using machine = await aMachine();
  assert.equal(await machine.ok(["id", "-u"], { uid: 65534 }), "65534\n");
  assert.equal(await machine.ok(["cat"], { stdin: "hello" }), "hello");
  const refused = await machine.run(["cat", "/etc/shadow"], { uid: 65534 });
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /Permission denied/);
});

test("nothing of it runs once it is closed", async () => {
  const machine = await aMachine();
  await machine.ok(["service", "mosquitto", "start"]);
  await machine[Symbol.asyncDispose]();
  assert.equal(existsSync(`/proc/${machine.pid}`), false);
});

test("a machine with systemd starts, restarts and stops Debian's own units, and leaves no control group behind", async () => {
  const groups = () => readdirSync("/sys/fs/cgroup/unified").filter((name) => /scope|slice/.test(name));
  const before = groups();
  {
    await using machine = await aMachine({ init: "systemd" });
    await machine.ok(["systemctl", "start", "mosquitto", "influxdb"]);
    const pid = () => machine.ok(["systemctl", "show", "--property=MainPID", "mosquitto"]);
    const first = await pid();
    await machine.ok(["systemctl", "restart", "mosquitto"]);
    assert.notEqual(await pid(), first);
    await machine.ok(["systemctl", "stop", "mosquitto"]);
    assert.equal(await pid(), "MainPID=0\n");
    await machine.write("/etc/mosquitto/conf.d/bad.conf", "nonsense 1\n");
    assert.notEqual((await machine.run(["systemctl", "start", "mosquitto"])).status, 0);
    assert.match(
      await machine.ok(["journalctl", "--unit=mosquitto", "--no-pager"]),
      /Unknown configuration variable "nonsense"/,
    );
  }
  assert.deepEqual(groups(), before);
});
