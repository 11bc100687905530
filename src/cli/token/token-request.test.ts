import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { certificatesIn } from "./token-request.ts";

const scratch = mkdtempSync(join(tmpdir(), "edgeward-store-ca-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const path = join(scratch, "ca.pem");

test.each(["", "\n", "a CA\n", "-----BEGIN PRIVATE KEY-----\n"])(
  "a file of CAs with no certificate in it is refused: %j",
  async (text) => {
    writeFileSync(path, text);
    await assert.rejects(certificatesIn(path), {
      code: "bad-input",
      message: /holds no certificate/,
      remedy: /--store-ca/,
    });
  },
);

test("one with a certificate is taken as it is, whoever wrote its lines", async () => {
  for (const text of [
    "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
    "Store CA\r\n-----BEGIN CERTIFICATE-----\r\nMA==\r\n",
  ]) {
    writeFileSync(path, text);
    assert.equal(await certificatesIn(path), text);
  }
});

test("one that is not there is said by its option", async () => {
  await assert.rejects(certificatesIn(join(scratch, "none")), { code: "unreadable-file", remedy: /--store-ca/ });
});
