import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { commandLineOf, descendantsIn, environmentOf, hasEnded, parseStat, readChildren } from "./proc.ts";
import { aDeadPid, aProcess, until } from "./testing/processes.ts";

test("a program's name may hold brackets and line ends", () => {
  assert.deepEqual(parseStat("42 (a) R 1 (b\n) S 7 42 42 0 -1"), { pid: 42, parent: 7 });
  assert.equal(parseStat(""), undefined);
  assert.equal(parseStat("42 (cat"), undefined);
});

test("whatever the name, pid and parent are found", () => {
  const stat = fc.record({ pid: fc.nat(), parent: fc.nat(), name: fc.string({ maxLength: 15 }) });
  fc.assert(
    fc.property(stat, ({ pid, parent, name }) => {
      assert.deepEqual(parseStat(`${pid} (${name}) S ${parent} 1 1 0 -1 4194304`), { pid, parent });
    }),
  );
});

test("children and their children are found, but not those that belong to others", async () => {
  await using shell = await aProcess("/bin/sh", ["-c", "/bin/sh -c 'cat; :'; :"]);
  await until(() => descendantsIn(readChildren(), shell.pid, []).length >= 2);
  const tree = readChildren();
  const all = descendantsIn(tree, shell.pid, []);
  const [child = 0, grandchild = 0] = all;
  assert.deepEqual(descendantsIn(tree, child, []), [grandchild]);
  assert.deepEqual(descendantsIn(tree, shell.pid, [child]), []);
  assert.ok(descendantsIn(tree, process.pid, []).includes(shell.pid));
});

test("environment and command line are those that the process was started with", async () => {
  await using child = await aProcess("/bin/sh", ["-c", "read line", "sh", "argument"], { NAME: "value" });
  assert.ok((await environmentOf(child.pid)).includes("NAME=value\0"));
  assert.ok((await commandLineOf(child.pid)).includes("sh\0argument\0"));
});

test("a process that has ended is known as one", async () => {
  const pid = await aDeadPid();
  await assert.rejects(environmentOf(pid), hasEnded);
});
