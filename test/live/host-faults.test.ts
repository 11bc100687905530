/** What goes wrong while a machine is secured: it ends as it was found, and says why. */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { killedAt } from "./host/installed/killed.ts";
import { aBusyMachine, allOf, commandLine, edgeward, inClear, overTls, publishes } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

test.each([
  ["before anything is written", "[ -e /var/lib/edgeward/keys ]"],
  ["while originals are saved", "[ -e /var/lib/edgeward/vault ]"],
  ["while files are written", "[ -e /etc/edgeward/mosquitto/acl ]"],
  ["when all files are written", "grep -q 'ok *files' /run/said"],
  ["while the database is told its users", 'ls -d "$TMPDIR"/edgeward-database-* >/dev/null 2>&1'],
  ["before anything is restarted", "grep -q 'users of influxdb' /run/said"],
  ["between two restarts", "grep -q 'restart mosquitto' /run/said"],
  ["before it is proven", "grep -q 'restart influxdb' /run/said"],
])("killed %s: undone it is as it was found", async (_, sign) => {
  await using machine = await aBusyMachine();
  const before = await allOf(machine);
  assert.ok(await killedAt(machine, sign, "secure"), "it was killed where it should be");
  const undone = await edgeward(machine, "host", "undo");
  assert.ok(undone.status === 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine), before);
  await Promise.all([machine.listens(1883), machine.listens(8086)]);
  assert.ok(await publishes(machine, ...inClear), "it serves as before");
});

test("killed, and run again: it is secured, and undone it is as it was found", async () => {
  await using machine = await aBusyMachine();
  const before = await allOf(machine);
  assert.ok(await killedAt(machine, "grep -q 'restart mosquitto' /run/said", "secure"));
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  assert.equal(await publishes(machine, ...overTls), false);
  assert.equal((await edgeward(machine, "host", "undo")).status, 0);
  assert.equal(await allOf(machine), before);
});

test("a broker that cannot start with its new settings: all is put back, and the reason is told", async () => {
  await using machine = await aBusyMachine();
  const before = await allOf(machine);
  const holds = "require('net').createServer().listen(8883,'127.0.0.1',()=>console.log('here'))";
  await machine.ok([
    "bash",
    "-c",
    `"$1" -e "$2" > /run/holder 2>&1 & until grep -q here /run/holder; do sleep 0.05; done`,
    "hold",
    process.execPath,
    holds,
  ]);
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 3, secured.stdout + secured.stderr);
  assert.match(secured.stdout, /mosquitto/);
  assert.match(secured.stdout, /as it was found/);
  assert.equal(await allOf(machine), before);
  assert.ok(await publishes(machine, ...inClear), "it serves as before");
});

test("a configuration with syntax errors: all of them with file and line, exit status 2, nothing touched", async () => {
  await using machine = await aBusyMachine();
  await machine.write("/etc/mosquitto/conf.d/mine.conf", "listener nowhere\nallow_anonymous maybe\n");
  await machine.write("/etc/influxdb/influxdb.conf", "[http]\n  auth-enabled = yes please\n");
  const before = await allOf(machine);
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 2, secured.stdout + secured.stderr);
  assert.match(secured.stderr, /\/etc\/mosquitto\/conf\.d\/mine\.conf:1:/);
  assert.match(secured.stderr, /\/etc\/mosquitto\/conf\.d\/mine\.conf:2:/);
  assert.match(secured.stderr, /\/etc\/influxdb\/influxdb\.conf:2:/);
  assert.equal(await allOf(machine), before);
});

test("a file that somebody has changed since: undo says which, and leaves everything", async () => {
  await using machine = await aBusyMachine();
  const before = await allOf(machine);
  assert.equal((await edgeward(machine, "host", "secure")).status, 0);
  const text = await machine.read("/etc/mosquitto/mosquitto.conf");
  await machine.write("/etc/mosquitto/mosquitto.conf", `${text}# mine\n`);
  const changed = await allOf(machine);
  const refused = await edgeward(machine, "host", "undo");
  assert.equal(refused.status, 3, refused.stdout + refused.stderr);
  assert.match(refused.stderr, /\/etc\/mosquitto\/mosquitto\.conf/);
  assert.equal(await allOf(machine), changed);
  assert.equal((await edgeward(machine, "host", "undo", "--force")).status, 0);
  assert.equal(await allOf(machine), before);
});

test("nobody but root: it says so before the first change", async () => {
  await using machine = await aBusyMachine();
  const before = await allOf(machine);
  const refused = await machine.run(commandLine("host", "secure"), { uid: 65_534 });
  assert.equal(refused.status, 3, refused.stdout + refused.stderr);
  assert.match(refused.stderr, /root/);
  assert.doesNotMatch(refused.stderr, /at .*\.mjs/, "no stack trace");
  assert.equal(await allOf(machine), before);
});

test("a read-only /etc: every file that cannot be written is named, and nothing is changed", async () => {
  await using machine = await aBusyMachine();
  const before = await allOf(machine);
  await machine.ok(["mount", "-o", "remount,ro", "/etc"]);
  const refused = await edgeward(machine, "host", "secure");
  assert.equal(refused.status, 3, refused.stdout + refused.stderr);
  assert.match(refused.stderr, /\/etc\/mosquitto\/mosquitto\.conf/);
  assert.match(refused.stderr, /\/etc\/influxdb\/influxdb\.conf/);
  await machine.ok(["mount", "-o", "remount,rw", "/etc"]);
  assert.equal(await allOf(machine), before);
});
