import assert from "node:assert/strict";
import { test } from "vitest";
import { after, edits } from "../testing/edits.ts";
import { aService, aStack } from "../testing/stacks.ts";
import { bindToLoopback } from "./bind-to-loopback.ts";

test.each<[port: string, listen: string | undefined, becomes: string | undefined]>([
  ["8086:8086", undefined, "127.0.0.1:8086:8086"],
  ["0.0.0.0:8086:8086", undefined, "127.0.0.1:8086:8086"],
  ["192.168.1.5:8086:8086", undefined, "127.0.0.1:8086:8086"],
  ["127.0.0.1:8086:8086", undefined, undefined],
  ["127.0.0.2:8086:8086", undefined, undefined],
  ["8086:8086", "192.168.1.5", "192.168.1.5:8086:8086"],
  ["192.168.1.5:8086:8086", "192.168.1.5", undefined],
  ["127.0.0.1:8086:8086", "192.168.1.5", undefined],
  ["8086:8086", "0.0.0.0", "0.0.0.0:8086:8086"],
  ["192.168.1.5:8086:8086", "0.0.0.0", undefined],
  ["8086", undefined, undefined],
])("%s with x-edgeward.listen %s becomes %s", (port, listen, becomes) => {
  const service = aService("influxdb", { ports: [port], ...(listen === undefined ? {} : { listen }) });
  const expected = becomes === undefined ? [] : [`influxdb publishes ${becomes} in place of ${port}`];
  assert.deepEqual(edits(bindToLoopback, [service]), expected);
  assert.deepEqual(edits(bindToLoopback, after(bindToLoopback, aStack([service]))), []);
});
