import assert from "node:assert/strict";
import { test } from "vitest";
import { dataPathPort, ipAddress, nodeLabels, zoneName } from "./node-request.ts";

const refused = { code: "bad-command-line" };

test("addresses are IPv4, and written in one way only", () => {
  assert.equal(ipAddress("--advertise-addr", "10.0.0.2"), "10.0.0.2");
  for (const text of ["", "10.0.0", "10.0.0.256", "10.0.0.02", "eth0", "fd00::1", "10.0.0.2:2377", "0x0a.0.0.2"])
    assert.throws(() => ipAddress("--advertise-addr", text), refused, text);
});

test("overlays use a port that an engine takes, and that the swarm does not use", () => {
  assert.equal(dataPathPort("4789"), 4789);
  for (const text of ["80", "65535", "2377", "7946", "x", "4789.0"])
    assert.throws(() => dataPathPort(text), refused, text);
});

test("labels have a key and a value", () => {
  assert.deepEqual(nodeLabels(["rack=2", "site.name=North Hall", "empty="]), {
    rack: "2",
    "site.name": "North Hall",
    empty: "",
  });
  for (const text of ["rack", "=2", "a b=c", "a=b\nc"]) assert.throws(() => nodeLabels([text]), refused, text);
});

test("a zone is one word", () => {
  assert.equal(zoneName("device"), "device");
  for (const text of ["", "a b", "-x", "a=b", "x".repeat(64)]) assert.throws(() => zoneName(text), refused, text);
});
