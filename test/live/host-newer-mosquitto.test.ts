/** mosquitto 2.1, which warns of password_file and acl_file, refuses links and ends on lines that 2.0 passes over. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { aMachine } from "./host/machine.ts";
import { newerMosquitto } from "./host/newer-mosquitto.ts";
import { allOf, edgeward, hears, inClear, overTls, publishes } from "./host/secured.ts";

const unpacked = await newerMosquitto();

test.skipIf(unpacked === undefined)(
  "mosquitto 2.1 is secured, proven, and undone as 2.0 is",
  { timeout: 180_000 },
  async () => {
    await using machine = await aMachine();
    await machine.ok(["cp", "-a", `${unpacked}/usr/.`, "/usr/"]);
    await machine.ok(["ldconfig"]);
    assert.match((await machine.run(["mosquitto", "-h"])).stdout, /^mosquitto version 2\.1/);
    await machine.ok(["service", "mosquitto", "start"]);
    await machine.listens(1883);
    const before = await allOf(machine);
    assert.ok(await publishes(machine, ...inClear), "control: anybody gets in as it comes");

    const secured = await edgeward(machine, "host", "secure");
    assert.equal(secured.status, 0, secured.stdout + secured.stderr);
    assert.equal(await publishes(machine, ...inClear), false);
    assert.equal(await publishes(machine, ...overTls), false);
    const password = (await machine.read("/etc/edgeward/operator/mqtt_password")).trim();
    assert.ok(await hears(machine, ...overTls, "-u", "edgeward", "-P", password));
    assert.match((await edgeward(machine, "host", "secure")).stdout, /Nothing to change/);

    assert.equal((await edgeward(machine, "host", "undo")).status, 0);
    assert.equal(await allOf(machine), before);
    assert.ok(await publishes(machine, ...inClear));
  },
);
