import assert from "node:assert/strict";
import { test } from "vitest";
import { judgePrivileges } from "./task-privileges.ts";
import type { ProcessRights } from "./tasks/inside.ts";

const none = "0000000000000000";
const process = (parts: Partial<ProcessRights> = {}): ProcessRights => ({
  name: "web",
  noNewPrivileges: true,
  seccomp: 2,
  users: ["0", "0", "0", "0"],
  capabilities: { CapInh: none, CapPrm: none, CapEff: none, CapBnd: "00000000a80425fb", CapAmb: none },
  ...parts,
});
const strict = { Privileges: { NoNewPrivileges: true, Seccomp: { Mode: "default" as const } } };
const judge = (promised: Parameters<typeof judgePrivileges>[0], ...processes: ProcessRights[]) =>
  judgePrivileges(promised, { processes }, "edge-1");

test("rights as promised, or fewer: pass", () => {
  assert.equal(judge(strict, process()).verdict, "pass");
  assert.equal(judge({ ...strict, CapabilityAdd: ["NET_ADMIN"] }, process()).verdict, "pass");
  const bare = process({ capabilities: { CapBnd: none } });
  assert.match(judge({ ...strict, CapabilityDrop: ["ALL"] }, bare).evidence, /no capability but none/);
  assert.equal(judge({ Privileges: {} }, process({ noNewPrivileges: false, seccomp: 0 })).verdict, "pass");
});

test.each([
  ["one capability too many, in whatever set", { CapAmb: "0000000000001000" }, {}, /web has NET_ADMIN/],
  ["new privileges where they are ruled out", {}, { noNewPrivileges: false }, /may gain privileges/],
  ["no filter where one is promised", {}, { seccomp: 0 }, /no seccomp filter/],
])("%s: fail, also when only one process of several has it", (_, capabilities, parts, why) => {
  const bad = process({ capabilities: { CapBnd: none, ...capabilities }, ...parts });
  const seen = judge(strict, process(), bad);
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, why);
});

test("who is promised a user by number runs as that one, in whatever set of ids", () => {
  const own = process({ users: ["2002", "2002", "2002", "2002"] });
  const promised = { ...strict, User: "2002:2001" };
  assert.match(judge(promised, own).evidence, /; user 2002$/);
  for (const at of [0, 1, 2, 3]) {
    const users = own.users.with(at, "0");
    const seen = judge(promised, own, process({ users }));
    assert.deepEqual([seen.verdict, /web runs as user 0, not 2002/.test(seen.evidence)], ["fail", true]);
  }
  // Which number a name has stands in the image; and whoever is root may be anybody.
  for (const User of ["mosquitto", "0", "", "2002x"]) assert.equal(judge({ ...strict, User }, own).verdict, "pass");
});

test("a task without a process that can be seen proves nothing: unknown", () => {
  assert.equal(judge(strict).verdict, "unknown");
});
