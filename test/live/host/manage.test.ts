/** Programs stopped and started by Debian's own scripts, and by the real systemd. */
import assert from "node:assert/strict";
import { describe, test, vi } from "vitest";
import { inside, program } from "./inside.ts";
import { aMachine, type TestMachine } from "./machine.ts";

vi.setConfig({ testTimeout: 300_000 });

const pidOf = async (machine: TestMachine, name: string) =>
  (await machine.programs()).find((one) => one.name === name)?.pid;

describe.each(["reaper", "systemd"] as const)("started by a machine's %s", (init) => {
  test("a restart brings up a new process that serves, and a stop ends it", async () => {
    await using machine = await aMachine({ init });
    for (const [kind, name, port] of [
      ["mosquitto", "mosquitto", 1883],
      ["influxdb", "influxd", 8086],
    ] as const) {
      await machine.ok(["service", kind, "start"]);
      await machine.listens(port);
      const before = await pidOf(machine, name);
      const found = await program(machine, kind);
      assert.deepEqual(await inside(machine, "restart", found), {});
      const after = await pidOf(machine, name);
      assert.notEqual(after, before);
      assert.notEqual(after, undefined);
      assert.match(await machine.ok(["ss", "-Hltn", `sport = :${port}`]), /LISTEN/);
      assert.deepEqual(await inside(machine, "stop", found), {});
      assert.equal(await pidOf(machine, name), undefined);
      assert.deepEqual(await inside(machine, "start", found), {});
      assert.notEqual(await pidOf(machine, name), undefined);
    }
  });

  test("a broker that does not take its settings fails with its own last words, without a secret", async () => {
    await using machine = await aMachine({ init });
    await machine.ok(["service", "mosquitto", "start"]);
    await machine.listens(1883);
    const found = await program(machine, "mosquitto");
    await machine.write("/etc/mosquitto/conf.d/a.conf", "psk_file /srv/psk-hunter22\nbridge_password hunter22\n");
    const { fault } = await inside(machine, "restart", found);
    assert.equal(fault?.code, "start-failed");
    assert.match(fault?.what ?? "", /Unknown configuration variable|bridge/i);
    await machine.write("/etc/mosquitto/conf.d/a.conf", "");
    assert.deepEqual(await inside(machine, "start", found), {});
  });

  test("a port that somebody else has is told as such", async () => {
    await using machine = await aMachine({ init });
    await machine.ok(["service", "influxdb", "start"]);
    await machine.listens(8086);
    await machine.write("/etc/mosquitto/conf.d/a.conf", "listener 1884\nlistener 8086\n");
    const { fault } = await inside(machine, "start", await program(machine, "mosquitto"));
    assert.equal(fault?.code, "start-failed");
    assert.match(fault?.what ?? "", /Address already in use/);
  });
});

test("users are read anew without a restart", async () => {
  await using machine = await aMachine();
  await machine.write("/srv/users", "", { uid: 103, gid: 106, mode: 0o600 });
  await machine.write("/etc/mosquitto/conf.d/a.conf", "listener 1883\npassword_file /srv/users\n");
  await machine.ok(["service", "mosquitto", "start"]);
  await machine.listens(1883);
  const found = await program(machine, "mosquitto");
  const login = async () =>
    (await machine.run(["mosquitto_pub", "-h", "127.0.0.1", "-u", "ann", "-P", "pw", "-t", "a", "-m", "b", "-q", "1"]))
      .status;
  assert.notEqual(await login(), 0);
  await machine.ok(["mosquitto_passwd", "-b", "/srv/users", "ann", "pw"]);
  await machine.ok(["chown", "mosquitto", "/srv/users"]);
  assert.deepEqual(await inside(machine, "reload", found), {});
  while ((await login()) !== 0); // the signal is on its way; the test's own limit ends this
  assert.equal(await pidOf(machine, "mosquitto"), found.pid);
});

test("what nobody manages is not restarted, and the person is told what to say", async () => {
  await using machine = await aMachine({ init: "systemd" });
  await machine.ok(["bash", "-c", "setsid mosquitto -c /etc/mosquitto/mosquitto.conf >/dev/null 2>&1 < /dev/null &"]);
  await machine.listens(1883);
  const { fault } = await inside(machine, "restart", await program(machine, "mosquitto"));
  assert.equal(fault?.code, "start-failed");
  assert.match(fault?.remedy ?? "", /--restart/);
});

test("a command that the person gave restarts it, and a broker that takes its time is waited for", async () => {
  await using machine = await aMachine();
  await machine.ok(["cp", "/bin/bash", "/srv/mosquitto"]);
  await machine.write("/srv/slow.sh", "sleep 4\nexec /usr/sbin/mosquitto -c /srv/broker.conf\n");
  const script = "#!/bin/sh\nsetsid /srv/mosquitto /srv/slow.sh -c /srv/broker.conf &\n";
  await machine.write("/srv/restart.sh", script, { mode: 0o755 });
  await machine.write("/srv/broker.conf", "listener 1999 127.0.0.1\n");
  const wish = { configs: { mosquitto: "/srv/broker.conf" }, restarts: { mosquitto: ["/srv/restart.sh"] } };
  assert.deepEqual(await inside(machine, "restart", await program(machine, "mosquitto", wish)), {});
  assert.match(await machine.ok(["ss", "-Hltn", "sport = :1999"]), /LISTEN/);
  const found = await program(machine, "mosquitto", wish);
  assert.equal(found.pid, await pidOf(machine, "mosquitto"));
  assert.deepEqual(await inside(machine, "stop", found), {});
  assert.equal(await pidOf(machine, "mosquitto"), undefined);
});
