import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { test } from "vitest";
import { throwAwayCertificate } from "./throw-away-certificate.ts";

test("it is a certificate that signs itself, with its key, around the given time", () => {
  const now = Date.UTC(2031, 1, 28, 23, 59, 59);
  const { certificate, key } = throwAwayCertificate(now);
  const read = new X509Certificate(certificate);
  assert.ok(read.verify(read.publicKey));
  assert.ok(read.checkPrivateKey(createPrivateKey(key)));
  assert.equal(Date.parse(read.validFrom), now - 3_600_000);
  assert.equal(Date.parse(read.validTo), now + 3_600_000);
  assert.notEqual(throwAwayCertificate(now).key, key);
});

test("a server takes every one, however long the signature happens to be", () => {
  for (let i = 0; i < 50; i++) {
    const { certificate: cert, key } = throwAwayCertificate(Date.UTC(2031, 0, 1));
    assert.doesNotThrow(() => createSecureContext({ cert, key }));
  }
});
