import assert from "node:assert/strict";
import { test } from "vitest";
import { readInside } from "./inside.ts";

const lines = [
  "",
  "process Name: web Pid: 1 Uid: 1000,1000,1000,1000 CapInh: 0000000000000000 CapPrm: 00000000a80425fb CapEff: 00000000a80425fb CapBnd: 00000000a80425fb CapAmb: 0000000000000000 NoNewPrivs: 1 Seccomp: 2 ",
  "process Name: awk Pid: 12 Uid: 0,0,0,0 CapBnd: 0000000000080004 NoNewPrivs: 1 Seccomp: 2 ",
  "process Name: cat Pid: 14 Uid: 0,0,0,0 CapBnd: 0000000000080004 NoNewPrivs: 1 Seccomp: 2 ",
  "process Name: gone Pid: 13 ",
  "ended cat 1",
  "own mnt:[4026532200]",
  "in 1 mnt:[4026531841]",
  "in 12 mnt:[4026532200]",
  "in 13 mnt:[4026531841]",
  "ended ls 0",
  "mounts 21",
  "file abc123 1000 0 400 /run/secrets/a\\040b",
  "told",
];

test("the task's processes are told from ours, with their rights", () => {
  const { processes } = readInside(lines);
  assert.deepEqual(
    processes.map(({ name, noNewPrivileges, seccomp, users, capabilities }) => [
      name,
      noNewPrivileges,
      seccomp,
      users.join(),
      capabilities.CapBnd,
    ]),
    [["web", true, 2, "1000,1000,1000,1000", "00000000a80425fb"]],
  );
});

test("where nobody tells whose processes they are, none is taken for the task's", () => {
  assert.deepEqual(readInside(lines.filter((line) => !line.startsWith("own"))).processes, []);
  assert.deepEqual(readInside(lines.filter((line) => !line.startsWith("in "))).processes, []);
});

test("a process that has not told whose it is has not told all", () => {
  assert.deepEqual(readInside(lines.map((line) => line.replace(" Uid: 1000,1000,1000,1000", ""))).processes, []);
});

test("mounts that were read are counted, and none is told from nothing", () => {
  assert.equal(readInside(lines).mounts, 21);
  assert.equal(readInside(lines.filter((line) => !line.startsWith("mounts"))).mounts, 0);
});

test("files are told with owner, mode and path as they are", () => {
  assert.deepEqual(readInside(lines).files, [
    { id: "abc123", uid: "1000", gid: "0", mode: 0o400, target: "/run/secrets/a b" },
  ]);
});

test("a view that broke off is none", () => {
  assert.throws(() => readInside(lines.slice(0, -1)), /broke off/);
  assert.throws(() => readInside([]), /nothing was told/);
});

test.each(["cat", "ls"])("a %s that somebody in the task has ended has not told all: the view is none", (program) => {
  const own = (line: string) => line.startsWith(`ended ${program} `);
  assert.throws(() => readInside(lines.filter((line) => !own(line))), new RegExp(`ended its ${program}`));
  const killed = lines.map((line) => (own(line) ? `ended ${program} 137` : line));
  assert.throws(() => readInside(killed), new RegExp(`ended its ${program}`));
});

test("a file of which nobody could tell whose it is is not passed over", () => {
  const killed = lines.map((line) => line.replace(" 1000 0 400 ", "  "));
  assert.throws(() => readInside(killed), /of a file not all was told/);
});
