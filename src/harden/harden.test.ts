import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { isLoopback } from "../model/address.ts";
import { secretSource } from "../model/secret.ts";
import { harden } from "./harden.ts";
import { stacks } from "./testing/arbitrary.ts";
import { aTig } from "./testing/tig.ts";

const runs = { numRuns: 150 };

test("hardening what is hardened changes nothing", () => {
  assert.deepEqual(harden(harden(aTig()).stack).changes, []);
  fc.assert(
    fc.property(stacks, (stack) => assert.deepEqual(harden(harden(stack).stack).changes, [])),
    runs,
  );
});

test("identities, secrets and files follow from the changed stack alone", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const { identities, secrets, generated, stack: changed } = harden(stack);
      const again = harden(changed);
      assert.deepEqual([again.identities, again.secrets, again.generated], [identities, secrets, generated]);
    }),
    runs,
  );
});

test("the stack that was given is left as it is", () => {
  const stack = aTig();
  const before = JSON.stringify(stack);
  harden(stack);
  assert.equal(JSON.stringify(stack), before);
});

test("every secret that a service is granted is a file of that service's own, and every hole is filled by a secret", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const { changes, generated, secrets } = harden(stack);
      for (const change of changes) {
        if (change.kind !== "grant") continue;
        const own = generated.filter((file) => file.service === change.service);
        assert.ok(
          own.some((file) => secretSource(file.service, file.name) === change.secret),
          change.secret,
        );
      }
      const made = new Set(secrets.map((secret) => secret.ref));
      const holes = generated.flatMap((file) => file.parts.filter((part) => typeof part === "object"));
      for (const hole of holes) if ("ref" in hole) assert.ok(made.has(hole.ref), hole.ref);
      assert.equal(made.size, secrets.length, "each secret once");
    }),
    runs,
  );
});

test("no two owners share a user or a password at a server", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const { identities, notices } = harden(stack);
      if (notices.some((notice) => notice.severity === "error")) return;
      const owners = new Map<string, string>();
      for (const { server, target, user, secret, owner } of identities) {
        for (const key of [`${target} ${server} ${user}`, secret]) assert.equal(owners.get(key) ?? owner, owner, key);
        owners.set(`${target} ${server} ${user}`, owner).set(secret, owner);
      }
    }),
    runs,
  );
});

test("nothing is published beyond loopback unless x-edgeward.listen says so", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      for (const { ports, listen } of harden(stack).stack.services)
        for (const { published, hostIp } of ports)
          if (published !== undefined && listen === undefined) assert.ok(hostIp !== undefined && isLoopback(hostIp));
    }),
    runs,
  );
});

test("an access list has one line a filter, whatever a topic holds", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      for (const file of harden(stack).generated.filter(({ name }) => name === "acl"))
        for (const line of String(file.parts[0]).split("\n"))
          assert.match(line, /^(user [\w.-]+|topic (read|write|readwrite) \S.*|)$/);
    }),
    runs,
  );
});
