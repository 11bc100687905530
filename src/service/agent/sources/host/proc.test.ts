import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuFields, loadFields, parseCpu, uptimeFields } from "./cpu.ts";
import { diskIoFields, parseDiskIo } from "./disk-io.ts";
import { plainName } from "./field.ts";
import { memoryFields } from "./memory.ts";
import { mountOf, parseMounts } from "./mounts.ts";
import { networkFields, parseInterfaces, realInterfaces } from "./network.ts";

const stat = (user: number, idle: number, iowait = 0) =>
  `cpu  ${user} 0 0 ${idle} ${iowait} 0 0 0 0 0\ncpu0 1 2 3 4\ncpu1 1 2 3 4\nintr 5 0\n`;

test("processor time becomes percent of the time between two readings, by mode", () => {
  const [before, after] = [parseCpu(stat(100, 1000, 50)), parseCpu(stat(125, 1065, 60))];
  assert.ok(before && after);
  const fields = new Map(cpuFields(before, after));
  assert.deepEqual(
    ["cpu_percent", "cpu_user_percent", "cpu_idle_percent", "cpu_iowait_percent", "cpu_processors"].map((name) =>
      fields.get(name),
    ),
    [25, 25, 65, 10, 2],
  );
});

test("an iowait that counts back, and a kernel of long ago with four columns, do no harm", () => {
  const [before, after] = [parseCpu(stat(100, 1000, 50)), parseCpu("cpu 110 0 0 1010\n")];
  assert.ok(before && after);
  assert.equal(new Map(cpuFields(before, after)).get("cpu_percent"), 50);
  assert.deepEqual(cpuFields(after, after), []);
});

test("load, tasks and uptime", () => {
  assert.deepEqual(loadFields("0.07 1.04 20.02 1/94 7113\n"), [
    ["load1", 0.07],
    ["load5", 1.04],
    ["load15", 20.02],
    ["tasks_running", 1],
    ["tasks", 94],
  ]);
  assert.deepEqual(uptimeFields("1363.83 2624.89\n"), [["uptime_s", 1363.83]]);
});

test("used memory is what is not available", () => {
  const fields = new Map(
    memoryFields(
      "MemTotal:  1000 kB\nMemFree:  10 kB\nMemAvailable:  750 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\nHugePages_Total: 5\n",
    ),
  );
  assert.deepEqual(
    ["mem_total_bytes", "mem_used_bytes", "mem_used_percent", "swap_used_percent"].map((name) => fields.get(name)),
    [1_024_000, 256_000, 25, 0],
  );
  assert.equal(fields.has("mem_cached_bytes"), false);
});

test("file systems on this machine's devices, each once, escapes undone", () => {
  const mounts = parseMounts(
    [
      "/dev/vda1 /mnt/bind\\040mount ext4 rw 0 0",
      "/dev/vda1 / ext4 rw,relatime 0 0",
      "/dev/mapper/data /var/lib\\134x xfs rw 0 0",
      "tmpfs /dev/shm tmpfs rw 0 0",
      "server:/export /nfs nfs4 rw 0 0",
      "/dev/loop3 /snap/core/1 squashfs ro 0 0",
      "overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0",
    ].join("\n"),
  );
  assert.deepEqual(mounts, [
    { device: "/dev/vda1", path: "/" },
    { device: "/dev/mapper/data", path: "/var/lib\\x" },
  ]);
  const three = [
    { device: "a", path: "/" },
    { device: "b", path: "/var" },
    { device: "c", path: "/var/lib" },
  ];
  assert.deepEqual(
    ["/var/lib/x", "/var/libx", "/var", "/etc"].map((path) => mountOf(three, path)?.device),
    ["c", "b", "b", "a"],
  );
});

const diskLine = (name: string, ...numbers: number[]) => ` 254 0 ${name} ${numbers.join(" ")}`;

test("disks count in sectors of 512 bytes; partitions and devices in memory are left out", () => {
  const names = [
    "vda",
    "vda1",
    "sda",
    "sda12",
    "nvme0n1",
    "nvme0n1p1",
    "mmcblk0",
    "mmcblk0p2",
    "mmcblk0boot0",
    "loop0",
    "zram0",
    "ram1",
    "sr0",
    "md0",
    "md127p1",
    "dm-0",
  ];
  const disks = parseDiskIo(names.map((name) => diskLine(name, 1, 0, 2, 0, 3, 0, 4, 0, 0, 5, 0)).join("\n"));
  assert.deepEqual([...disks.keys()], ["vda", "sda", "nvme0n1", "mmcblk0", "md0", "dm-0"]);
  assert.deepEqual(disks.get("vda"), { reads: 1, readBytes: 1024, writes: 3, writtenBytes: 2048, busyMs: 5 });
});

test("rates are over the time between two readings; a counter that was reset gives none", () => {
  const before = parseDiskIo(diskLine("vda", 10, 0, 100, 0, 10, 0, 100, 0, 0, 1000, 0));
  const after = parseDiskIo(diskLine("vda", 12, 0, 300, 0, 1, 0, 50, 0, 0, 1500, 0));
  const fields = new Map(diskIoFields(before, after, 2_000));
  assert.deepEqual(
    ["read_bytes_per_s", "written_bytes_per_s", "busy_percent", "reads"].map((name) =>
      fields.get(`diskio_vda_${name}`),
    ),
    [51_200, 0, 25, 12],
  );
});

test("interfaces: totals, and rates of bytes", () => {
  const text = (received: number) =>
    `Inter-|   Receive |  Transmit\n face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed\n  eth0:${received} 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n`;
  const fields = new Map(networkFields(parseInterfaces(text(1_000)), parseInterfaces(text(3_000)), 500));
  assert.equal(fields.get("net_eth0_received_bytes"), 3_000);
  assert.equal(fields.get("net_eth0_received_bytes_per_s"), 4_000);
  assert.deepEqual(
    ["receive_errors", "sent_bytes", "sent_packets", "send_dropped"].map((name) => fields.get(`net_eth0_${name}`)),
    [3, 5, 6, 8],
  );
});

test("an interface is real when a device is behind it; where none is, all but loopback count", () => {
  const links = new Map([
    ["lo", "../../devices/virtual/net/lo"],
    ["veth1", "../../devices/virtual/net/veth1"],
    ["eth0", "../../devices/pci0000:00/net/eth0"],
  ]);
  assert.deepEqual(
    realInterfaces([...links.keys()], (name) => links.get(name)),
    ["eth0"],
  );
  assert.deepEqual(
    realInterfaces(["lo", "veth1"], (name) => links.get(name)),
    ["veth1"],
  );
  assert.deepEqual(
    realInterfaces(["lo", "eth0"], () => undefined),
    ["eth0"],
  );
});

test.each([
  ["/", "root"],
  ["/var/lib", "var_lib"],
  ["/mnt/a b", "mnt_a_b"],
  ["eth0:1", "eth0_1"],
])("%s is called %s in fields", (name, plain) => expect(plainName(name)).toBe(plain));

test("no text whatever makes a parser throw, or gives a number that is none", () => {
  const word = fc.oneof(
    fc.constantFrom("cpu", "cpu0", "MemTotal:", "kB", "/dev/vda", "/", "ext4", "vda", "eth0:", "|", "\\999", "\\040"),
    fc.integer().map(String),
    fc.string(),
  );
  const text = fc
    .array(
      fc.array(word, { maxLength: 22 }).map((words) => words.join(" ")),
      { maxLength: 6 },
    )
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [before, after] = [parseCpu(a), parseCpu(b)];
      const fields = [
        ...(before && after ? cpuFields(before, after) : []),
        ...loadFields(a),
        ...uptimeFields(a),
        ...memoryFields(a),
        ...diskIoFields(parseDiskIo(a), parseDiskIo(b), 1),
        ...networkFields(parseInterfaces(a), parseInterfaces(b), 1),
      ];
      parseMounts(a);
      for (const [name, value] of fields) assert.ok(Number.isFinite(value), `${name} is ${value}`);
    }),
  );
});
