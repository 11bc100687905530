import assert from "node:assert/strict";
import { test } from "vitest";
import { readInside } from "./inside.ts";

const lines = [
  "",
  "process Name: web Pid: 1 CapInh: 0000000000000000 CapPrm: 00000000a80425fb CapEff: 00000000a80425fb CapBnd: 00000000a80425fb CapAmb: 0000000000000000 NoNewPrivs: 1 Seccomp: 2 ",
  "process Name: awk Pid: 12 CapBnd: 0000000000080004 NoNewPrivs: 1 Seccomp: 2 ",
  "process Name: cat Pid: 14 CapBnd: 0000000000080004 NoNewPrivs: 1 Seccomp: 2 ",
  "process Name: gone Pid: 13 ",
  "own mnt:[4026532200]",
  "in 1 mnt:[4026531841]",
  "in 12 mnt:[4026532200]",
  "in 13 mnt:[4026531841]",
  "file abc123 1000 0 400 /run/secrets/a\\040b",
  "told",
];

test("the task's processes are told from ours, with their rights", () => {
  const { processes } = readInside(lines);
  assert.deepEqual(
    processes.map(({ name, noNewPrivileges, seccomp, capabilities }) => [
      name,
      noNewPrivileges,
      seccomp,
      capabilities.CapBnd,
    ]),
    [["web", true, 2, "00000000a80425fb"]],
  );
});

test("where nobody tells whose processes they are, none is taken for the task's", () => {
  assert.deepEqual(readInside(lines.filter((line) => !line.startsWith("own"))).processes, []);
  assert.deepEqual(readInside(lines.filter((line) => !line.startsWith("in "))).processes, []);
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
