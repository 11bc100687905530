import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { scratch } from "../../testing/scratch.ts";
import { aSink } from "../../testing/sink.ts";
import { until } from "../../testing/until.ts";
import { HostReader } from "./host-reader.ts";
import { collectHost } from "./host-source.ts";

async function machine(dir: string, files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  const leftOut: string[] = [];
  const options = {
    proc: join(dir, "proc"),
    sys: join(dir, "sys"),
    ownPaths: [dir],
    leftOut: (what: string) => void leftOut.push(what),
  };
  return { options, leftOut };
}

test("this machine: what it says agrees with what the kernel says", async () => {
  const leftOut: string[] = [];
  const reader = new HostReader({
    proc: "/proc",
    sys: "/sys",
    ownPaths: [],
    leftOut: (what) => void leftOut.push(what),
  });
  await reader.read();
  const fields = new Map(await reader.read());
  const meminfo = await readFile("/proc/meminfo", "utf8");
  assert.equal(fields.get("mem_total_bytes"), Number(/MemTotal: +(\d+)/.exec(meminfo)?.[1]) * 1024);
  const uptime = Number.parseFloat(await readFile("/proc/uptime", "utf8"));
  assert.ok(Math.abs((fields.get("uptime_s") ?? 0) - uptime) < 30);
  for (const [name, value] of fields) {
    assert.ok(Number.isFinite(value), name);
    if (name.endsWith("_percent")) assert.ok(value >= 0 && value <= 100, `${name} is ${value}`);
    expect(name).toMatch(/^[a-z]\w*$/i);
  }
  assert.equal(new Set(fields.keys()).size, fields.size);
});

test("temperatures come from hwmon with its labels and from thermal zones, in degrees; a sensor without a number is left out", async () => {
  await using here = await scratch();
  const { options } = await machine(here.dir, {
    "proc/stat": "",
    "sys/class/hwmon/hwmon0/name": "coretemp\n",
    "sys/class/hwmon/hwmon0/temp1_input": "45500\n",
    "sys/class/hwmon/hwmon0/temp1_label": "Package id 0\n",
    "sys/class/hwmon/hwmon0/temp2_input": "-1250\n",
    "sys/class/hwmon/hwmon0/temp3_input": "\n",
    "sys/class/hwmon/hwmon1/name": "coretemp\n",
    "sys/class/hwmon/hwmon1/temp2_input": "50000\n",
    "sys/class/thermal/thermal_zone0/type": "x86_pkg_temp\n",
    "sys/class/thermal/thermal_zone0/temp": "46000\n",
    "sys/class/thermal/cooling_device0/type": "fan\n",
  });
  assert.deepEqual(await new HostReader(options).read(), [
    ["temp_coretemp_Package_id_0_celsius", 45.5],
    ["temp_coretemp_temp2_celsius", -1.25],
    ["temp_coretemp_temp2_2_celsius", 50],
    ["temp_x86_pkg_temp_celsius", 46],
  ]);
});

test("what cannot be read is left out and said once; the rest is there", async () => {
  await using here = await scratch();
  const { options, leftOut } = await machine(here.dir, {
    "proc/uptime": "5.0 1.0\n",
    "proc/stat/x": "",
    "proc/self/mounts": "/dev/x /no/such/mount ext4 rw 0 0\n",
  });
  const reader = new HostReader(options);
  await reader.read();
  assert.deepEqual(await reader.read(), [["uptime_s", 5]]);
  assert.deepEqual(leftOut, [join(here.dir, "proc/stat")]);
});

test("a file system is asked through a path of ours", async () => {
  await using here = await scratch();
  const { options } = await machine(here.dir, { "proc/self/mounts": `/dev/x ${here.dir} ext4 rw 0 0\n` });
  const fields = new Map(await new HostReader({ ...options, ownPaths: [join(here.dir, "proc")] }).read());
  const total = [...fields].find(([name]) => name.startsWith("disk_") && name.endsWith("_total_bytes"));
  assert.ok((total?.[1] ?? 0) > 0);
});

test("readings come one a period; a machine that cannot be read is named", async () => {
  await using here = await scratch();
  const sink = aSink();
  const sinceMs = performance.now();
  const source = collectHost({ everyMs: 100 }, sink, { proc: "/proc", sys: "/sys", ownPaths: [], leftOut: () => {} });
  await until("three readings", () => sink.messages.length === 3);
  assert.ok(performance.now() - sinceMs >= 290);
  await source[Symbol.asyncDispose]();
  assert.equal(sink.messages.length, source.counters().host_readings);
  const { options } = await machine(here.dir, {});
  await using nothing = collectHost({ everyMs: 100 }, sink, options);
  await until("the reason", () => /nothing can be read/.test(nothing.trouble() ?? ""));
});
