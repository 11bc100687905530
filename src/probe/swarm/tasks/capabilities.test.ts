import assert from "node:assert/strict";
import { test } from "vitest";
import { capabilitiesIn, promisedCapabilities } from "./capabilities.ts";

test("masks are decoded as the kernel numbers them", () => {
  assert.deepEqual(capabilitiesIn("0000000000000000"), []);
  assert.deepEqual(capabilitiesIn("0000000000000001"), ["CHOWN"]);
  assert.deepEqual(capabilitiesIn("0000000000003000"), ["NET_ADMIN", "NET_RAW"]);
  assert.deepEqual(capabilitiesIn("000001ffffffffff").length, 41);
  assert.deepEqual(capabilitiesIn("0000010000000000"), ["CHECKPOINT_RESTORE"]);
  assert.deepEqual(capabilitiesIn("8000000000000000"), ["CAP_63"]);
});

// linux/capability.h, by the numbers there.
test.each([
  [0, "CHOWN"],
  [1, "DAC_OVERRIDE"],
  [2, "DAC_READ_SEARCH"],
  [3, "FOWNER"],
  [4, "FSETID"],
  [5, "KILL"],
  [6, "SETGID"],
  [7, "SETUID"],
  [8, "SETPCAP"],
  [10, "NET_BIND_SERVICE"],
  [12, "NET_ADMIN"],
  [13, "NET_RAW"],
  [14, "IPC_LOCK"],
  [16, "SYS_MODULE"],
  [17, "SYS_RAWIO"],
  [18, "SYS_CHROOT"],
  [19, "SYS_PTRACE"],
  [21, "SYS_ADMIN"],
  [22, "SYS_BOOT"],
  [23, "SYS_NICE"],
  [24, "SYS_RESOURCE"],
  [25, "SYS_TIME"],
  [27, "MKNOD"],
  [29, "AUDIT_WRITE"],
  [31, "SETFCAP"],
  [33, "MAC_ADMIN"],
  [34, "SYSLOG"],
  [37, "AUDIT_READ"],
  [38, "PERFMON"],
  [39, "BPF"],
  [40, "CHECKPOINT_RESTORE"],
] as const)("bit %i is %s", (bit, name) => {
  assert.deepEqual(capabilitiesIn((1n << BigInt(bit)).toString(16)), [name]);
});

test("a container that asks for nothing has Docker's own set: the mask that Docker gives", () => {
  assert.deepEqual([...promisedCapabilities([], [])].sort(), [...capabilitiesIn("00000000a80425fb")].sort());
});

test("what is added and dropped counts, with and without CAP_, and ALL is every one", () => {
  assert.deepEqual(promisedCapabilities([], ["ALL"]), []);
  assert.deepEqual(promisedCapabilities(["CAP_NET_ADMIN"], ["ALL"]), ["NET_ADMIN"]);
  assert.ok(!promisedCapabilities([], ["net_raw"]).includes("NET_RAW"));
  assert.equal(promisedCapabilities(["ALL"], ["SYS_ADMIN"]).includes("SYS_ADMIN"), false);
  assert.equal(promisedCapabilities(["ALL"], []).length, 41);
});
