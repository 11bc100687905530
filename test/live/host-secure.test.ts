/** Debian's own mosquitto and influxd with their stock settings: before, secured, and as they were found again. */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { aBusyMachine, allOf, asks, ca, edgeward, hears, inClear, overTls, publishes } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

/** Somebody else on the machine. @see base-passwd(8), nobody */
const stranger = { uid: 65_534 };

test.each(["reaper", "systemd"] as const)(
  "strangers get in before, are refused after, and get in again once it is undone, with every file as it was (%s)",
  async (init) => {
    await using machine = await aBusyMachine(init);
    const before = await allOf(machine);
    assert.ok(await publishes(machine, ...inClear), "control: anybody gets in as it comes");
    assert.match(await asks(machine, "SHOW DATABASES", "http://localhost:8086/query"), /"name":"databases"/);

    const planned = await edgeward(machine, "host", "plan");
    assert.equal(planned.status, 0, planned.stderr);
    assert.match(planned.stdout, /\+allow_anonymous false/);
    assert.equal(await allOf(machine), before, "a plan changes nothing");

    const secured = await edgeward(machine, "host", "secure");
    assert.equal(secured.status, 0, secured.stdout + secured.stderr);
    assert.equal(await publishes(machine, ...inClear), false, "clear text is gone");
    assert.equal(await publishes(machine, ...overTls), false, "anonymous");
    assert.equal(await publishes(machine, ...overTls, "-u", "edgeward", "-P", "wrong"), false, "wrong password");
    assert.match(
      await asks(machine, "SHOW DATABASES", "https://localhost:8086/query", "--cacert", ca),
      /unable to parse authentication/,
    );
    const password = (await machine.read("/etc/edgeward/operator/mqtt_password")).trim();
    assert.ok(await hears(machine, ...overTls, "-u", "edgeward", "-P", password), "the person gets in");
    for (const path of ["/etc/edgeward/mosquitto/passwords", "/etc/edgeward/mosquitto/private_key"]) {
      assert.notEqual((await machine.run(["cat", path], stranger)).status, 0, path);
      assert.equal((await machine.run(["cat", path])).status, 0, `control: ${path} is there`);
    }
    assert.equal((secured.stdout + secured.stderr).includes(password), false, "no secret is printed");

    const written = await allOf(machine);
    const again = await edgeward(machine, "host", "secure");
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.match(again.stdout, /Nothing to change/);
    assert.equal(await allOf(machine), written);
    const verified = await edgeward(machine, "host", "verify");
    assert.equal(verified.status, 0, verified.stdout);

    const undone = await edgeward(machine, "host", "undo");
    assert.equal(undone.status, 0, undone.stdout + undone.stderr);
    assert.equal(await allOf(machine), before);
    await Promise.all([machine.listens(1883), machine.listens(8086)]);
    assert.ok(await publishes(machine, ...inClear), "anybody gets in again");
    const users = await asks(machine, "SHOW USERS", "http://localhost:8086/query");
    assert.match(users, /"columns":\["user","admin"\]/);
    assert.doesNotMatch(users, /edgeward/, "the database has none of our users");
    assert.match((await edgeward(machine, "host", "undo")).stdout, /Nothing to undo/);
  },
);
