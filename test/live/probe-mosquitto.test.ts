import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { noPlaintext } from "../../src/probe/no-plaintext.ts";
import { obeysAcl } from "../../src/probe/obeys-acl.ts";
import type { Probe } from "../../src/probe/probe.ts";
import { refusesAnonymous } from "../../src/probe/refuses-anonymous.ts";
import { refusesOversizedPackets } from "../../src/probe/refuses-oversized-packets.ts";
import { refusesWellKnownPasswords } from "../../src/probe/refuses-well-known-passwords.ts";
import { refusesWrongPassword } from "../../src/probe/refuses-wrong-password.ts";
import { servesValidTls } from "../../src/probe/serves-valid-tls.ts";
import { type Authority, dayMs, makeAuthority } from "../../src/probe/testing/authority.ts";
import { aMosquitto, type MosquittoWish, type TestMosquitto } from "../../src/probe/testing/mosquitto.ts";
import { aScene, mqttUser, usualUsers } from "../../src/probe/testing/scene.ts";

const quiet = new AbortController().signal;
const anonymous = ["allow_anonymous true"];
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(probe: Probe, broker: TestMosquitto) {
  const [seen] = await probe.look(aScene({ brokers: [broker.scene], ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

async function lookAtNew(probe: Probe, wish: Partial<MosquittoWish>) {
  await using broker = await aMosquitto(authority, { identities: usualUsers, ...wish });
  return await look(probe, broker);
}

describe("a hardened mosquitto", () => {
  let broker: TestMosquitto;
  beforeAll(async () => {
    broker = await aMosquitto(authority, { identities: usualUsers });
  });
  afterAll(() => broker[Symbol.asyncDispose]());

  test.each([
    refusesAnonymous,
    refusesWrongPassword,
    refusesWellKnownPasswords,
    obeysAcl,
    servesValidTls,
    noPlaintext,
    refusesOversizedPackets,
  ])("passes $id", async (probe) => {
    const seen = await look(probe, broker);
    assert.equal(seen.verdict, "pass", seen.evidence);
    assert.match(seen.evidence, /control|allowed and seen/);
  });

  test("grants every SUBSCRIBE and acknowledges every PUBLISH, and yet each cell of the matrix is known", async () => {
    const { evidence } = await look(obeysAcl, broker);
    assert.match(
      evidence,
      /^3 identities x 10 topics: publish 3 allowed and seen, 27 refused .*; read 6 allowed and seen, 3 refused$/,
    );
  });
});

test("a mosquitto that lets everybody in fails the three that ask for a password", async () => {
  await using broker = await aMosquitto(authority, { identities: usualUsers, access: anonymous });
  for (const probe of [refusesAnonymous, refusesWrongPassword, refusesWellKnownPasswords])
    assert.equal((await look(probe, broker)).verdict, "fail", probe.id);
});

test.each([
  ["test", "test"],
  ["admin", "admin"],
  ["telegraf", "telegraf"],
])("a mosquitto that knows %s/%s fails", async (user, password) => {
  const identities = usualUsers.filter((one) => one.user !== user);
  const seen = await lookAtNew(refusesWellKnownPasswords, { identities, logins: [[user, password]] });
  assert.deepEqual([seen.verdict, seen.evidence.includes(`${user}/${password}`)], ["fail", true]);
});

test.each<[string, string, RegExp]>([
  ["lets one publish elsewhere", "user telegraf\ntopic write xenomai\n", /telegraf published on xenomai \(heard by/],
  [
    "lets one publish below its topic",
    "user agent\ntopic write Servo/#\n",
    /agent published on Servo\/edgeward-probe-/,
  ],
  ["lets one publish anywhere", "user agent\ntopic readwrite #\n", /agent published on/],
  ["lets one read what is another's", "user agent\ntopic read Servo\n", /agent read Servo/],
  ["lets everybody who is known publish what telegraf reads", "pattern write sensors/#\n", /published on sensors\//],
])("a mosquitto whose ACL %s fails", async (_, acl, evidence) => {
  const seen = await lookAtNew(obeysAcl, { acl });
  assert.equal(seen.verdict, "fail", seen.evidence);
  assert.match(seen.evidence, evidence);
});

test("a mosquitto that keeps an identity from its work fails", async () => {
  const lacking = usualUsers.map((one) => (one.user === "agent" ? mqttUser("agent", { publish: ["Servo"] }) : one));
  await using broker = await aMosquitto(authority, { identities: lacking });
  const brokers = [{ ...broker.scene, identities: usualUsers }];
  const [seen] = await obeysAcl.look(aScene({ brokers, ca: authority.ca }), quiet);
  assert.equal(seen?.verdict, "fail");
  assert.match(seen?.evidence ?? "", /less than allowed: agent may publish sensors\/host/);
});

test("the matrix of sixty identities is known", async () => {
  const many = Array.from({ length: 60 }, (_, i) => mqttUser(`device${i}`, { publish: [`site/${i}/#`] }));
  const identities = [...many, mqttUser("operator", { subscribe: ["#"] })];
  await using broker = await aMosquitto(authority, { identities });
  const seen = await look(obeysAcl, broker);
  assert.equal(seen.verdict, "pass", seen.evidence);
});

test("a mosquitto without max_packet_size fails, whatever the stack states", async () => {
  const seen = await lookAtNew(refusesOversizedPackets, { unlimited: true });
  assert.equal(seen.verdict, "fail", seen.evidence);
  assert.match(seen.evidence, /packet of 262163 bytes \(limit 262144\) was taken and passed on/);
});

test("a mosquitto that drops large messages, but first takes them in, fails", async () => {
  const seen = await lookAtNew(refusesOversizedPackets, { unlimited: true, listener: ["message_size_limit 1000"] });
  assert.equal(seen.verdict, "fail", seen.evidence);
  assert.match(seen.evidence, /was taken as a whole/);
});

test.each<[string, Partial<MosquittoWish>, RegExp]>([
  [
    "serves an expired certificate",
    { certificate: { from: Date.now() - 9 * dayMs, until: Date.now() - dayMs } },
    /expired on/,
  ],
  ["serves a certificate for another name", { certificate: { dns: ["localhost"] } }, /it is not for mosquitto/],
  ["accepts TLS 1.1", { listener: ["tls_version tlsv1.1", "ciphers DEFAULT:@SECLEVEL=0"] }, /TLSv1.1 is accepted/],
])("a mosquitto that %s fails", async (_, wish, evidence) => {
  const seen = await lookAtNew(servesValidTls, wish);
  assert.equal(seen.verdict, "fail", seen.evidence);
  assert.match(seen.evidence, evidence);
});

test("a mosquitto with a certificate of nobody we know fails, and is given no password", async () => {
  const other = await makeAuthority("Another CA");
  await using broker = await aMosquitto(authority, { identities: usualUsers });
  const scene = aScene({ brokers: [broker.scene], ca: other.ca });
  const [tls] = await servesValidTls.look(scene, quiet);
  assert.deepEqual([tls?.verdict, tls?.evidence], ["fail", "it was not issued by the stack's CA"]);
  const [login] = await refusesAnonymous.look(scene, quiet);
  assert.equal(login?.verdict, "unknown");
});

test("a mosquitto that listens in clear text as well fails, whether it asks for a password there or not", async () => {
  const asks = await lookAtNew(noPlaintext, { clearText: true });
  assert.deepEqual([asks.verdict, /answers MQTT in clear text: CONNACK 5/.test(asks.evidence)], ["fail", true]);
  const open = await lookAtNew(noPlaintext, { clearText: true, access: anonymous });
  assert.match(open.evidence, /answers MQTT in clear text: CONNACK 0/);
});

test("a mosquitto that was stopped is unknown to every probe", async () => {
  const broker = await aMosquitto(authority, { identities: usualUsers });
  await broker[Symbol.asyncDispose]();
  for (const probe of [
    refusesAnonymous,
    refusesWrongPassword,
    refusesWellKnownPasswords,
    obeysAcl,
    servesValidTls,
    noPlaintext,
    refusesOversizedPackets,
  ])
    assert.equal((await look(probe, broker)).verdict, "unknown", probe.id);
});
