import assert from "node:assert/strict";
import { test } from "vitest";
import { mostHosts } from "../model/lab.ts";
import { labHosts } from "./hosts.ts";

test("the first host is the manager, the others are workers, and each has an address and a MAC that says the same", () => {
  assert.deepEqual(labHosts(3, "10.77.0"), [
    { name: "manager", address: "10.77.0.11", mac: "02:00:0a:4d:00:0b" },
    { name: "worker-1", address: "10.77.0.12", mac: "02:00:0a:4d:00:0c" },
    { name: "worker-2", address: "10.77.0.13", mac: "02:00:0a:4d:00:0d" },
  ]);
});

test("as many hosts as there may be differ in name, address and MAC, and a further one changes none of them", () => {
  const all = labHosts(mostHosts, "10.77.0");
  for (const key of ["name", "address", "mac"] as const) {
    assert.equal(new Set(all.map((host) => host[key])).size, mostHosts);
  }
  assert.deepEqual(all.slice(0, -1), labHosts(mostHosts - 1, "10.77.0"));
});

test("a MAC is locally administered and no multicast", () => {
  for (const { mac } of labHosts(mostHosts, "192.168.56")) {
    assert.equal(Number.parseInt(mac.slice(0, 2), 16) & 0b11, 0b10);
    assert.match(mac, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
  }
});
