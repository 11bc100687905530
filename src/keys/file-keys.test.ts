import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { Fault } from "../model/fault.ts";
import { generatedFile, type Layout } from "../model/layout.ts";
import { type SecretSpec, secretRef } from "../model/secret.ts";
import { fileKeys } from "./file-keys.ts";

const start = Date.UTC(2026, 0, 1);
const password: SecretSpec = { kind: "password", ref: secretRef("broker/agent") };
const server: SecretSpec = {
  kind: "server-certificate",
  ref: secretRef("broker"),
  dnsNames: ["broker", "localhost"],
  ipAddresses: ["127.0.0.1", "::1"],
};

async function aLayout(): Promise<Layout> {
  const root = await mkdtemp(join(tmpdir(), "edgeward-keys-"));
  onTestFinished(() => rm(root, { recursive: true }));
  return { root, run: `${root}/run` };
}

const open = (layout: Layout, nowMs = start) => fileKeys({ layout, stackName: "test", now: () => nowMs });

test("a password is 24 random bytes, made once and found again by the next run", async () => {
  const layout = await aLayout();
  assert.deepEqual(await open(layout).ensure([password]), ["ca", "broker/agent"]);
  const made = await open(layout).password(password.ref);
  assert.match(made, /^[\w-]{32}$/);
  assert.deepEqual(await open(layout).ensure([password]), []);
  assert.equal(await open(layout).password(password.ref), made);
});

test("no two services get the same password", async () => {
  const keys = open(await aLayout());
  const refs = Array.from({ length: 20 }, (_, i) => secretRef(`broker/${i}`));
  await keys.ensure(refs.map((ref) => ({ kind: "password", ref })));
  assert.equal(new Set(await Promise.all(refs.map((ref) => keys.password(ref)))).size, 20);
});

test("a server's certificate carries its names, is signed by the CA and lasts 397 days", async () => {
  const layout = await aLayout();
  const keys = open(layout);
  await keys.ensure([server]);
  await keys.fill(
    [{ service: "broker", name: "certificate", parts: [{ hole: "certificate", ref: server.ref }] }],
    "owner",
  );
  const certificate = new X509Certificate(await readFile(generatedFile(layout, "broker", "certificate")));
  const authority = new X509Certificate(await keys.caCertificate());
  assert.ok(
    certificate.verify(authority.publicKey) && certificate.checkIssued(authority) && authority.ca && !certificate.ca,
  );
  assert.equal(
    certificate.subjectAltName,
    "DNS:broker, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
  );
  assert.equal(Date.parse(certificate.validTo), start + 397 * 86_400_000);
});

test("a certificate is made anew when a name is missing from it or its end is near, and not before", async () => {
  const layout = await aLayout();
  await open(layout).ensure([server]);
  assert.deepEqual(await open(layout, start + 300 * 86_400_000).ensure([server]), []);
  assert.deepEqual(await open(layout, start + 370 * 86_400_000).ensure([server]), [server.ref]);
  assert.deepEqual(await open(layout, start + 370 * 86_400_000).ensure([{ ...server, ipAddresses: ["10.0.0.7"] }]), [
    server.ref,
  ]);
});

test("filled files are 0600 in a directory of 0700, the same bytes each time, and gone when their service is", async () => {
  const layout = await aLayout();
  const keys = open(layout);
  await keys.ensure([password]);
  const file = { service: "agent", name: "mqtt_password", parts: [{ hole: "password" as const, ref: password.ref }] };
  const hashes = {
    service: "broker",
    name: "passwords",
    parts: ["agent:", { hole: "mosquitto-hash" as const, ref: password.ref }, "\n"],
  };
  await keys.fill([file, hashes], "owner");
  const path = generatedFile(layout, "agent", "mqtt_password");
  assert.deepEqual([(await stat(path)).mode & 0o777, (await stat(join(path, ".."))).mode & 0o777], [0o600, 0o700]);
  const before = await readFile(generatedFile(layout, "broker", "passwords"), "utf8");
  assert.match(before, /^agent:\$7\$1000\$[A-Za-z0-9+/]{16}\$[A-Za-z0-9+/]{86}==\n$/);
  await open(layout).fill([hashes], "owner");
  assert.equal(await readFile(generatedFile(layout, "broker", "passwords"), "utf8"), before);
  assert.deepEqual(await readdir(join(layout.root, "generated")), ["broker"]);
});

test("a ring that is cut off is refused, told in words without a secret, and left as it is", async () => {
  const layout = await aLayout();
  await open(layout).ensure([password]);
  const ring = join(layout.root, "keys", "ring.json");
  const text = await readFile(ring, "utf8");
  const secret = await open(layout).password(password.ref);
  await writeFile(ring, text.slice(0, -40));
  await assert.rejects(open(layout).ensure([password]), (error) => {
    assert.ok(
      error instanceof Fault &&
        error.code === "keys-damaged" &&
        !`${error.message}${error.cause}${error.remedy}`.includes(secret),
    );
    return true;
  });
  assert.equal(await readFile(ring, "utf8"), text.slice(0, -40));
});

test("a secret is found in a text that holds it, and not in one that does not", async () => {
  const layout = await aLayout();
  await mkdir(layout.root, { recursive: true });
  const keys = open(layout);
  await keys.ensure([password, server]);
  const secret = await keys.password(password.ref);
  assert.deepEqual(await keys.foundIn(Buffer.from(`MQTT_PASSWORD=${secret}\0`)), [password.ref]);
  assert.deepEqual(await keys.foundIn(Buffer.from("MQTT_PASSWORD_FILE=/run/secrets/x")), []);
  const ring = JSON.parse(await readFile(join(layout.root, "keys", "ring.json"), "utf8"));
  assert.deepEqual(await keys.foundIn(Buffer.from(ring.certificates.broker.key)), ["broker (private key)"]);
});

test("a password that is retired is gone for whoever comes later, and made anew it is another one", async () => {
  const layout = await aLayout();
  const [keys, other] = [open(layout), open(layout)];
  await keys.ensure([password]);
  const before = await other.password(password.ref);
  await keys.retire([password.ref, secretRef("never/was")]);
  await assert.rejects(other.password(password.ref), (error) => error instanceof Fault);
  await keys.ensure([password]);
  assert.notEqual(await other.password(password.ref), before);
});

test("a directory below a service's own holds what is named for it, and goes with it; a file placed alone removes nothing", async () => {
  const layout = await aLayout();
  const keys = open(layout);
  await keys.ensure([password]);
  const file = (name: string) => ({
    service: "operator",
    name,
    parts: [{ hole: "password" as const, ref: password.ref }],
  });
  const there = async () => (await readdir(`${layout.root}/generated/operator`, { recursive: true })).toSorted();
  await keys.fill([file("curl"), file("users/ann/mqtt_password"), file("users/ben/mqtt_password")], "owner");
  assert.equal((await stat(generatedFile(layout, "operator", "users/ann/mqtt_password"))).mode & 0o777, 0o600);
  assert.equal((await stat(`${layout.root}/generated/operator/users/ann`)).mode & 0o777, 0o700);
  await keys.place([file("users/cyd/mqtt_password")]);
  const ofUsers = ["ann", "ben", "cyd"].flatMap((name) => [`users/${name}`, `users/${name}/mqtt_password`]);
  assert.deepEqual(await there(), ["curl", "users", ...ofUsers]);
  await keys.fill([file("users/ben/mqtt_password")], "owner");
  assert.deepEqual(await there(), ["users", "users/ben", "users/ben/mqtt_password"]);
});

test("a secret is found wherever it stands among other letters, and not where a letter of it is missing", async () => {
  const keys = open(await aLayout());
  await keys.ensure([password]);
  const secret = await keys.password(password.ref);
  const found = (text: string) => keys.foundIn(Buffer.from(text));
  assert.deepEqual(await found(`user=a&pw=${secret}&x`), [password.ref]);
  assert.deepEqual(await found(`abc_${secret}-def`), [password.ref]);
  assert.deepEqual(await found(`é${secret}`), [password.ref]);
  assert.deepEqual(await found(secret.slice(1)), []);
});
