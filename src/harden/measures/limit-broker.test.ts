import assert from "node:assert/strict";
import { test } from "vitest";
import type { Policy } from "../../model/stack.ts";
import { after, edits } from "../testing/edits.ts";
import { aService, aStack, mosquittoConf } from "../testing/stacks.ts";
import { limitBroker } from "./limit-broker.ts";

const bounds = (policy: Policy, ...lines: readonly string[]) => {
  const stack = aStack([aService("mosquitto", { role: "broker", configs: [mosquittoConf(...lines)] })], { policy });
  assert.deepEqual(edits(limitBroker, after(limitBroker, stack)), []);
  return edits(limitBroker, stack);
};

test("what is unlimited gets a limit, connections for each listener", () => {
  assert.deepEqual(bounds({}, "listener 8883", "max_connections -1", "listener 9001", "max_queued_messages 0"), [
    "mosquitto max_packet_size 262144",
    "mosquitto max_queued_messages 100000",
    "mosquitto max_queued_bytes 67108864",
    "mosquitto [listener 8883] max_connections 500",
    "mosquitto [listener 9001] max_connections 500",
  ]);
});

const finite = [
  "max_packet_size 1000",
  "max_queued_messages 10",
  "max_queued_bytes 5",
  "listener 8883",
  "max_connections 3",
];

test("a finite limit that somebody chose stays", () => assert.deepEqual(bounds({}, ...finite), []));

test("the policy goes before what is there", () => {
  assert.deepEqual(bounds({ packetLimitBytes: 2000, queueLimit: 20, connectionLimit: 4 }, ...finite), [
    "mosquitto max_packet_size 2000",
    "mosquitto max_queued_messages 20",
    "mosquitto [listener 8883] max_connections 4",
  ]);
});

test("a limit on connections never opens the default listener", () => {
  const lines = bounds({}, "listener 8883");
  assert.ok(!lines.includes("mosquitto max_connections 500"));
});

test("a stack without a broker, or with one whose settings we do not know, is left alone", () => {
  assert.deepEqual(edits(limitBroker, [aService("agent", { role: "agent" })]), []);
  assert.deepEqual(edits(limitBroker, [aService("emqx", { role: "broker", image: "emqx/emqx:5" })]), []);
});
