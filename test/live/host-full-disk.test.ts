/** A machine whose /etc has no room left: it is said before the first change; where it fills up meanwhile, all is put back. */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import type { TestMachine } from "./host/machine.ts";
import { aBusyMachine, allOf, edgeward, inClear, publishes } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

/** /etc on a file system of its own, filled up but for so many blocks of 4 KiB. */
async function fill(machine: TestMachine, leftBlocks: number): Promise<void> {
  const script = `cp -a /etc /srv/etc && mount -t tmpfs -o size=16M,mode=0755 tmpfs /etc && cp -a /srv/etc/. /etc
free=$(stat -f -c %a /etc)
dd if=/dev/zero of=/etc/filler bs=4096 count=$((free - $1)) status=none`;
  await machine.ok(["bash", "-ec", script, "fill", String(leftBlocks)]);
}

test("a full /etc: it is said before the first change", async () => {
  await using machine = await aBusyMachine();
  await fill(machine, 0);
  const before = await allOf(machine);
  const refused = await edgeward(machine, "host", "secure");
  assert.equal(refused.status, 3, refused.stdout + refused.stderr);
  assert.match(refused.stderr, /nothing was changed: .*\/etc.*(?:room|full|free)/s);
  assert.doesNotMatch(refused.stderr, /at .*\.mjs/, "no stack trace");
  assert.equal(await allOf(machine), before);
  assert.ok(await publishes(machine, ...inClear), "it serves as before");
  await machine.ok(["rm", "/etc/filler"]);
  assert.equal((await edgeward(machine, "host", "secure")).status, 0, "with room, it works");
});

test("somebody else fills /etc while files are written: all is put back, and the reason is told", async () => {
  await using machine = await aBusyMachine();
  await fill(machine, 400);
  const before = await allOf(machine);
  const filling = `until [ -e /etc/edgeward/mosquitto/acl ]; do :; done; dd if=/dev/zero of=/etc/second bs=4096 status=none`;
  const filled = machine.run(["bash", "-c", filling]);
  const refused = await edgeward(machine, "host", "secure");
  await filled;
  assert.equal(refused.status, 3, refused.stdout + refused.stderr);
  assert.match(refused.stdout + refused.stderr, /No space left|no room|full/i);
  await machine.ok(["rm", "-f", "/etc/second", "/etc/filler"]);
  assert.equal((await edgeward(machine, "host", "undo")).status, 0);
  assert.equal(await allOf(machine), before);
  assert.ok(await publishes(machine, ...inClear), "it serves as before");
});
