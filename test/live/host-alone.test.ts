/** Machines on which only one of the four programs is installed: it is secured by itself, and found again as it was. */
import assert from "node:assert/strict";
import { describe, test, vi } from "vitest";
import { installGrafana } from "./host/installed/grafana.ts";
import { works } from "./host/installed/stand-in.ts";
import { installTelegraf } from "./host/installed/telegraf.ts";
import { aMachine, type TestMachine } from "./host/machine.ts";
import { allOf, asks, ca, edgeward, inClear, overTls, publishes } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

/** Debian's own two are taken away, but for the one that is named. */
async function aMachineWith(kept?: "mosquitto" | "influxd"): Promise<TestMachine> {
  const machine = await aMachine({ init: "systemd" });
  const all = { mosquitto: "/usr/sbin/mosquitto", influxd: "/usr/bin/influxd" };
  for (const [name, path] of Object.entries(all)) if (name !== kept) await machine.ok(["rm", path]);
  return machine;
}

async function goesAndComesBack(machine: TestMachine, secured: () => Promise<void>, ...directories: readonly string[]) {
  const before = await allOf(machine, ...directories);
  const done = await edgeward(machine, "host", "secure");
  assert.equal(done.status, 0, done.stdout + done.stderr);
  await secured();
  assert.match((await edgeward(machine, "host", "secure")).stdout, /Nothing to change/);
  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine, ...directories), before);
}

describe("one program alone", () => {
  test("mosquitto", async () => {
    await using machine = await aMachineWith("mosquitto");
    await machine.ok(["systemctl", "start", "mosquitto"]);
    await machine.listens(1883);
    const early = await edgeward(machine, "host", "verify");
    assert.equal(early.status, 3, early.stdout + early.stderr);
    assert.match(early.stderr, /has not been secured by Edgeward/);
    await goesAndComesBack(machine, async () => {
      assert.equal(await publishes(machine, ...inClear), false);
      assert.equal(await publishes(machine, ...overTls), false);
    });
    await machine.listens(1883);
    assert.ok(await publishes(machine, ...inClear), "it serves as before");
  });

  test("influxdb", async () => {
    await using machine = await aMachineWith("influxd");
    await machine.ok(["systemctl", "start", "influxdb"]);
    await machine.listens(8086);
    await goesAndComesBack(machine, async () => {
      const said = await asks(machine, "SHOW DATABASES", "https://localhost:8086/query", "--cacert", ca);
      assert.match(said, /unable to parse authentication credentials/);
    });
    await machine.listens(8086);
    assert.match(await asks(machine, "SHOW DATABASES", "http://localhost:8086/query"), /"name":"databases"/);
  });

  test("Telegraf, whose servers are other machines: nothing of it is ours to change", async () => {
    await using machine = await aMachineWith();
    await installTelegraf(machine, "1.30.0");
    const conf = `[[inputs.mqtt_consumer]]\n  servers = ["tcp://broker.example:1883"]\n  topics = ["a"]\n  data_format = "json"
[[outputs.influxdb]]\n  urls = ["http://database.example:8086"]\n  database = "plant"\n`;
    await machine.write("/etc/telegraf/telegraf.conf", conf);
    const before = await allOf(machine, "telegraf");
    const done = await edgeward(machine, "host", "secure");
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /Nothing to change/);
    assert.equal(await allOf(machine, "telegraf"), before);
  });

  test("Grafana", async () => {
    await using machine = await aMachineWith();
    await installGrafana(machine, "[auth.anonymous]\nenabled = true\n[users]\nallow_sign_up = true\n");
    await machine.ok(["systemctl", "start", "grafana-server"]);
    await works(machine, "grafana-server");
    const visit = async () =>
      (await machine.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://localhost:3000/api/org"]))
        .stdout;
    assert.equal(await visit(), "200", "control: visitors get in as it comes");
    await goesAndComesBack(
      machine,
      async () => {
        await works(machine, "grafana-server");
        assert.equal(await visit(), "401");
      },
      "grafana",
    );
    await works(machine, "grafana-server");
    assert.equal(await visit(), "200");
  });

  test("none at all: that is said", async () => {
    await using machine = await aMachineWith();
    const before = await allOf(machine);
    const said = await edgeward(machine, "host", "secure");
    assert.equal(said.status, 2, said.stdout + said.stderr);
    assert.match(said.stderr, /none of mosquitto, Telegraf, InfluxDB and Grafana is installed here/);
    assert.equal(await allOf(machine), before);
  });
});
