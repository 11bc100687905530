/** `host undo` killed half-way: nothing goes on as if nothing had happened, and undone again the machine is as it was found. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { killedAt } from "./host/installed/killed.ts";
import { aBusyMachine, allOf, asks, edgeward, inClear, publishes } from "./host/secured.ts";

test.each([
  ["while the database is told", 'ls -d "$TMPDIR"/edgeward-database-* >/dev/null 2>&1'],
  ["between two files", "[ ! -e /etc/edgeward/mosquitto/acl ]"],
  ["when all files are back, before anything is restarted", "! grep -rq edgeward /etc/mosquitto /etc/influxdb"],
])("killed %s", { timeout: 300_000 }, async (_, sign) => {
  await using machine = await aBusyMachine();
  const before = await allOf(machine);
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  assert.ok(await killedAt(machine, sign, "undo"), "it was killed where it should be");
  const left = await allOf(machine);
  for (const verb of ["plan", "verify", "secure"]) {
    const refused = await edgeward(machine, "host", verb);
    assert.equal(refused.status, 3, `${verb}: ${refused.stdout}${refused.stderr}`);
    assert.match(refused.stderr, /`edgeward host undo` of this machine was interrupted/);
    assert.match(refused.stderr, /Finish it first: `edgeward host undo`/);
  }
  assert.equal(await allOf(machine), left, "nothing was changed meanwhile");

  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.match(undone.stdout, /Restarted\n {2}mosquitto, influxdb/);
  assert.equal(await allOf(machine), before);
  await Promise.all([machine.listens(1883), machine.listens(8086)]);
  assert.ok(await publishes(machine, ...inClear), "it serves as before");
  assert.doesNotMatch(await asks(machine, "SHOW USERS", "http://localhost:8086/query"), /edgeward/);
  assert.match((await edgeward(machine, "host", "undo")).stdout, /Nothing to undo/);
});
