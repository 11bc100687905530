import assert from "node:assert/strict";
import { test } from "vitest";
import type { EngineFacts, HostFacts } from "../../model/node-host.ts";
import { judgeClock } from "./judge-clock.ts";
import { judgeNode, leaksOverlays } from "./judge-node.ts";
import { moduleNames } from "./kernel-modules.ts";

const engine: EngineFacts = {
  hostname: "edge",
  release: "26.1.5+dfsg1",
  api: "1.45",
  rootless: false,
  liveRestore: false,
  clock: { aheadMs: 0, withinMs: 100 },
};
const host: HostFacts = {
  kernel: "6.1.0",
  modules: moduleNames.filter((name) => name !== "xt_u32"),
  modulesKnown: true,
  addresses: [{ device: "eth0", ip: "10.0.0.2", mtu: 1500 }],
  freeBytes: 2 ** 32,
  held: [],
};
const judged = (facts: Partial<HostFacts> = {}, said: Partial<EngineFacts> = {}, more: object = {}) =>
  judgeNode({ engine: { ...engine, ...said }, host: { ...host, ...facts }, ip: "10.0.0.2", fresh: true, ...more })
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ check, verdict, what, remedy }) => {
      assert.ok(remedy, what);
      return `${check} ${verdict}: ${what}`;
    });

test("a host with all that encrypted overlays need has nothing against it", () => {
  assert.deepEqual(judged(), []);
});

test("all that speaks against a host is said at once", () => {
  const all = judged(
    { modules: [], addresses: [{ device: "eth0", ip: "10.0.0.2", mtu: 1400 }], freeBytes: 1, held: ["tcp/7946"] },
    { release: "20.10.23", rootless: true, liveRestore: true },
  );
  assert.deepEqual(
    all.map((one) => one.split(":")[0]),
    ["engine fail", "engine fail", "engine fail", "kernel-modules fail", "ports fail", "disk fail", "mtu notice"],
  );
  assert.match(all[3] ?? "", /xt_bpf or xt_u32/);
  assert.match(all.at(-1) ?? "", /an encrypted overlay has 1324 of them/);
});

test.each<[string, boolean]>([
  ["19.03.15", true],
  ["20.10.23", true],
  ["20.10.24+dfsg1", false],
  ["23.0.0", true],
  ["23.0.2", true],
  ["23.0.3", false],
  ["23.1.0", false],
  ["24.0.0", false],
  ["29.1.0", false],
  ["17.06.0-ce", true],
])("Docker Engine %s leaks encrypted overlays: %s", (release, leaks) => {
  assert.equal(leaksOverlays(release), leaks);
});

test("modules that a kernel does not list may be there all the same", () => {
  assert.match(judged({ modules: ["vxlan"], modulesKnown: false }).join(), /^kernel-modules unknown/);
});

test("one of xt_bpf and xt_u32 is enough", () => {
  assert.deepEqual(judged({ modules: moduleNames.filter((name) => name !== "xt_bpf") }), []);
});

test("a manager holds its own ports, and an address that is nobody's there is a translated one", () => {
  assert.deepEqual(judged({ held: ["tcp/2377"] }, {}, { fresh: false }), []);
  assert.match(judged({}, {}, { ip: "192.0.2.1" }).join(), /^address notice/);
});

const clock = (aheadMs: number, withinMs = 100): EngineFacts => ({ ...engine, clock: { aheadMs, withinMs } });

test("clocks may differ by seconds, not by minutes, and what asking took is held against nobody", () => {
  const verdicts = (
    [
      [clock(3000)],
      [clock(-8000)],
      [clock(90_000)],
      [clock(-90_000)],
      // Both are an hour off, together.
      [clock(3_600_000), clock(3_600_000)],
      [clock(0), clock(3_600_000)],
      [clock(70_000, 68_000)],
      [clock(Number.NaN)],
    ] as const
  ).map(([one, manager]) => judgeClock(one, manager).verdict);
  assert.deepEqual(verdicts, ["pass", "notice", "fail", "fail", "pass", "fail", "pass", "unknown"]);
  assert.equal(judgeClock(clock(90_000), undefined, "notice").verdict, "notice");
  assert.match(judgeClock(clock(0), { ...clock(7_200_000), hostname: "core" }).what, /2 h behind that of core/);
});
