import { expect, test } from "vitest";
import { aService, aStack } from "../harden/testing/stacks.ts";
import { expanded, peerAt } from "./peer.ts";

const one = aStack([aService("mosquitto", { role: "broker" }), aService("influxdb", { role: "database" })]);
const two = aStack([aService("north", { role: "broker" }), aService("south", { role: "broker" })]);

test.each([
  [one, "mosquitto", "mosquitto"],
  [one, "localhost", "mosquitto"],
  [one, "127.0.0.1", "mosquitto"],
  [one, "influxdb", undefined],
  [one, "far.example", undefined],
  [two, "south", "south"],
  [two, "localhost", undefined],
])("whom a client means by a host name (%#)", (stack, host, name) => {
  expect(peerAt(stack, "broker", host)?.name).toBe(name);
});

test("a service's own variables are filled in, and others stay", () => {
  const service = aService("x", { environment: { HOST: "mosquitto" } });
  const dollar = "$";
  expect(expanded(`tcp://${dollar}{HOST}:${dollar}PORT`, service)).toBe(`tcp://mosquitto:${dollar}PORT`);
});
