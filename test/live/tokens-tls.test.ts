/**
 * A store with TLS: an https server of Node with a certificate of a CA that Edgeward made, in the place of Vault and OpenBao, whose documented API
 * it keeps to. Neither of those can be had here. The engine in between is the test's (tokens/an-engine.ts); the commands are the built ones.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { aStore } from "../../src/engine/tokens/testing/a-store.ts";
import { type KeyPair, makeAuthority, makeServer } from "../../src/keys/certificates.ts";
import { aPlant, ended, until } from "./tokens/a-plant.ts";

let directory = "";
let authority: KeyPair;
const ca = () => join(directory, "ca.pem");
const wrongCa = () => join(directory, "wrong.pem");
const tlsFor = async (name: string) => {
  const { key, certificate } = await makeServer(authority, { dnsNames: [name], ipAddresses: [] }, Date.now());
  return { key, cert: certificate };
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "edgeward-store-tls-"));
  authority = await makeAuthority("plant", Date.now());
  writeFileSync(ca(), authority.certificate);
  writeFileSync(wrongCa(), (await makeAuthority("another plant", Date.now())).certificate);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const listed = (out: string) => (JSON.parse(out) as { state: string; fault?: { what: string } }[])[0];

test("a watch makes, renews and revokes tokens over TLS, held against the CA that it was given", async () => {
  await using plant = await aPlant({ source: "api", tls: await tlsFor("store") });
  plant.hasOld();
  const watch = plant.start(undefined, "--store-ca", ca());
  await until(() => plant.acts.includes("renew at the store") && plant.mounted()?.ID !== "old");
  plant.engine.age(60);
  await until(() => plant.isQuiet());
  assert.equal(await ended(watch, "SIGTERM"), 0, plant.said.join(""));
  assert.ok(
    plant.acts.includes("create at the store") && plant.acts.includes("revoke at the store"),
    plant.acts.join(),
  );
  assert.doesNotMatch(plant.said.join(""), /hvs\./);
  const { status, out } = await plant.token("ls", "--format", "json", "--store-ca", ca());
  assert.deepEqual([status, listed(out)?.state, listed(out)?.fault], [0, "current", undefined], out);
}, 120_000);

test("a store that another CA speaks for, or no known one, or that has another name, is told nothing", async () => {
  const cases = [
    { words: ["--store-ca", wrongCa()], name: "store", says: /SIGNATURE|ISSUER/ },
    { words: [], name: "store", says: /SIGNATURE|ISSUER/ },
    { words: ["--store-ca", ca()], name: "elsewhere", says: /ALTNAME/ },
  ];
  for (const { words, name, says } of cases) {
    await using plant = await aPlant({ source: "api", tls: await tlsFor(name) });
    plant.hasOld();
    const looked = await plant.token("ls", "--format", "json", ...words);
    assert.match(listed(looked.out)?.fault?.what ?? "", /certificate of the store at store:8200 is not to be trusted/);
    assert.match(looked.out, says);
    const rotated = await plant.token("rotate", "app", ...words);
    assert.equal(rotated.status, 3, rotated.err);
    assert.match(rotated.err, /not to be trusted/);
    assert.deepEqual(plant.store.asked, [], "not one request");
    assert.doesNotMatch(looked.out + looked.err + rotated.out + rotated.err, /hvs\./);
  }
}, 120_000);

test("where a store is to have TLS and has none, no token goes there in clear text", async () => {
  await using plant = await aPlant({ source: "api", wantsTls: true });
  plant.hasOld();
  const { out, err } = await plant.token("ls", "--format", "json", "--store-ca", ca());
  assert.match(listed(out)?.fault?.what ?? "", /did not answer/);
  assert.deepEqual(plant.store.asked, []);
  assert.doesNotMatch(out + err, /hvs\./);
});

test("a store that sends elsewhere is not followed, though its certificate is good and so is that of the other", async () => {
  const tls = await tlsFor("store");
  await using elsewhere = await aStore({ nowMs: () => Date.now(), tls });
  await using plant = await aPlant({ source: "api", tls });
  plant.hasOld();
  plant.store.state.redirectsTo = `https://localhost:${elsewhere.port}`;
  const looked = await plant.token("ls", "--format", "json", "--store-ca", ca());
  assert.match(listed(looked.out)?.fault?.what ?? "", /the store sends elsewhere, and no token goes there/);
  const rotated = await plant.token("rotate", "app", "--store-ca", ca());
  assert.equal(rotated.status, 3, rotated.err);
  assert.ok(plant.store.asked.length > 0, "the first one was asked");
  assert.deepEqual(elsewhere.asked, []);
  assert.doesNotMatch(looked.out + looked.err + rotated.out + rotated.err, /hvs\./);
});
