import assert from "node:assert/strict";
import { test } from "vitest";
import { judgePrivileges } from "./task-privileges.ts";
import type { ProcessRights } from "./tasks/inside.ts";

const none = "0000000000000000";
const process = (parts: Partial<ProcessRights> = {}): ProcessRights => ({
  name: "web",
  noNewPrivileges: true,
  seccomp: 2,
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

test("a task without a process that can be seen proves nothing: unknown", () => {
  assert.equal(judge(strict).verdict, "unknown");
});
