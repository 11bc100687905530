import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { viewChain } from "./chain.ts";
import { type Authority, dayMs, makeAuthority } from "./testing/authority.ts";

let authority: Authority;
let other: Authority;
beforeAll(async () => {
  authority = await makeAuthority("One");
  other = await makeAuthority("Two");
});

test("any of several trusted certificates will do", async () => {
  const { certificate } = await authority.issue({ dns: ["broker"] });
  assert.deepEqual(viewChain([certificate], other.ca + authority.ca, "broker", Date.now()).faults, []);
});

test("an IP address must stand among the addresses, not the names", async () => {
  const { certificate } = await authority.issue({ dns: ["10.0.0.9"], ips: ["10.0.0.7"] });
  assert.deepEqual(viewChain([certificate], authority.ca, "10.0.0.7", Date.now()).faults, []);
  assert.deepEqual(viewChain([certificate], authority.ca, "10.0.0.9", Date.now()).faults, ["it is not for 10.0.0.9"]);
});

test("a certificate that only carries the CA's name was not issued by it", async () => {
  const impostor = await makeAuthority("One");
  const { certificate } = await impostor.issue({ dns: ["broker"] });
  const { faults } = viewChain([certificate, impostor.ca], authority.ca, "broker", Date.now());
  assert.deepEqual(faults, ["it was not issued by the stack's CA"]);
});

test("an expired CA is as bad as an expired certificate", async () => {
  const { certificate } = await authority.issue({ dns: ["broker"], until: Date.now() + 9000 * dayMs });
  const { faults, daysLeft } = viewChain([certificate], authority.ca, "broker", Date.now() + 4000 * dayMs);
  assert.match(faults.join(), /its issuer's certificate expired/);
  assert.ok(daysLeft < 0);
});

test("no certificate is a fault, and no trust anchor is one", async () => {
  assert.deepEqual(viewChain([], authority.ca, "broker", Date.now()).faults, ["the server sent no certificate"]);
  const { certificate } = await authority.issue({ dns: ["broker"] });
  assert.deepEqual(viewChain([certificate], "", "broker", Date.now()).faults, ["it was not issued by the stack's CA"]);
});
