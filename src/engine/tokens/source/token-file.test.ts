import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { readTokenFile } from "./token-file.ts";

const read = (value: unknown) => readTokenFile(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
const auth = { client_token: "hvs.abc", accessor: "x", lease_duration: 3600, renewable: true, entity_id: "e-1" };

test("what EdgeX writes is read: the store's answer as it came", () => {
  const policies = ["default", "edgex-service-device-virtual"];
  const answer = { request_id: "r", lease_id: "", data: null, auth: { ...auth, policies, metadata: null } };
  assert.deepEqual(read(answer), {
    is: "token",
    file: { clientToken: "hvs.abc", leaseS: 3600, renewable: true, entityId: "e-1" },
  });
});

test("what EdgeX reads is enough: a token alone has no end that is known, and is not renewed", () => {
  assert.deepEqual(read({ auth: { client_token: "s.1" } }), {
    is: "token",
    file: { clientToken: "s.1", leaseS: 0, renewable: false, entityId: "" },
  });
});

test("an empty file and the placeholder of a new stack are no token yet", () => {
  for (const text of ["", "\n", "{}", " {} \n"]) assert.deepEqual(read(text), { is: "empty" }, text);
});

const wrong: readonly (readonly [unknown, RegExp])[] = [
  ['{"auth":{"client_token":"hvs.secret', /is no JSON/],
  ["hvs.secret", /is no JSON/],
  ["[1]", /no `auth`/],
  ["null", /no `auth`/],
  [{ root_token: "hvs.secret" }, /no `auth`/],
  [{ auth: [] }, /no `auth`/],
  [{ auth: {} }, /client_token/],
  [{ auth: { ...auth, client_token: "" } }, /client_token/],
  [{ auth: { ...auth, client_token: "hvs.secret\r\nX-Evil: 1" } }, /client_token/],
  [{ auth: { ...auth, client_token: 5 } }, /client_token/],
  [{ auth: { ...auth, lease_duration: "3600" } }, /lease_duration/],
  [{ auth: { ...auth, lease_duration: -1 } }, /lease_duration/],
  [{ auth: { ...auth, renewable: "yes" } }, /renewable/],
  [{ auth: { ...auth, entity_id: {} } }, /entity_id/],
  ["x".repeat(600_000), /bytes/],
];

test.each(wrong)("what is wrong is said, and nothing of the content: %#", (value, message) => {
  const result = read(value);
  assert.equal(result.is, "malformed");
  if (result.is !== "malformed") return;
  assert.match(result.what, message);
  assert.doesNotMatch(result.what, /hvs|Evil/);
});

test("no bytes make it throw, and none come back in a message", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        const result = readTokenFile(Buffer.from(bytes));
        if (result.is === "malformed")
          assert.match(result.what, /^(is no JSON|has no `auth|has an `auth|has \d+ bytes)/);
      },
    ),
  );
});
