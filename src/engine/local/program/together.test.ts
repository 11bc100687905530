import assert from "node:assert/strict";
import { test } from "vitest";
import { serviceName } from "../../../model/name.ts";
import type { ServiceSeen } from "../../../model/plan.ts";
import { together } from "./together.ts";

const seen = (service: string, more: Partial<ServiceSeen> = {}): ServiceSeen => ({
  service: serviceName(service),
  hash: "one",
  pid: 1,
  process: service,
  health: "healthy",
  detail: "",
  listens: [],
  counters: {},
  sinceMs: 0,
  ...more,
});
const gate = seen("db", { listens: [{ host: "127.0.0.1", port: 8086 }] });
const behind = (program: ServiceSeen | undefined) => [{ service: gate.service, isGated: true, seen: program }];

test("a gate and the program behind it are one service, reached at the gate", () => {
  const [one, ...others] = together([gate], behind(seen("db", { pid: 2, process: "db:influxd" })));
  assert.deepEqual(
    [one?.pid, one?.program, one?.listens, others],
    [1, { pid: 2, process: "db:influxd" }, gate.listens, []],
  );
});

test("without the program, or without the gate, the service is not there", () => {
  assert.deepEqual(together([gate], behind(undefined)), []);
  assert.deepEqual(together([], behind(seen("db"))), []);
});

test.each(["gate", "program"])("it is unhealthy when the %s is", (ill) => {
  const of = (part: string): Partial<ServiceSeen> => (part === ill ? { health: "unhealthy" } : {});
  const [one] = together([{ ...gate, ...of("gate") }], behind(seen("db", of("program"))));
  assert.equal(one?.health, "unhealthy");
});

test("a gate of another definition than its program is neither's", () => {
  const [one] = together([gate], behind(seen("db", { hash: "two" })));
  assert.ok(one && one.hash !== "one" && one.hash !== "two");
});

test("a program without a gate stands for itself, beside what is embedded", () => {
  const program = { service: serviceName("mosquitto"), isGated: false, seen: seen("mosquitto") };
  assert.deepEqual(
    together([seen("agent")], [program]).map(({ service }) => service),
    ["agent", "mosquitto"],
  );
});
