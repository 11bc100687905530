import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { judgeTls, servesValidTls } from "./serves-valid-tls.ts";
import { type Authority, dayMs, makeAuthority, type Wish } from "./testing/authority.ts";
import { aBroker, type BrokerWish } from "./testing/broker.ts";
import { aDatabase } from "./testing/database.ts";
import { aDeadEndpoint, aPlainServer } from "./testing/nobody-there.ts";
import { aScene, brokerService, databaseService, usualUsers } from "./testing/scene.ts";

const quiet = new AbortController().signal;
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(tls: BrokerWish["tls"] = {}, now = Date.now(), ca = authority.ca) {
  await using broker = await aBroker(authority, { identities: usualUsers, tls });
  const scene = aScene({ brokers: [broker.scene], ca, now: () => now });
  const [seen] = await servesValidTls.look(scene, quiet);
  return seen ?? assert.fail("no observation");
}

async function lookWith(wish: Wish, now = Date.now()) {
  const { certificate: cert, key } = await authority.issue({ dns: ["mosquitto"], ...wish });
  return look({ cert, key }, now);
}

test("TLS 1.3 with a certificate of our CA passes, on brokers and databases", async () => {
  const seen = await look();
  assert.deepEqual(seen, {
    service: brokerService,
    verdict: "pass",
    evidence:
      "TLSv1.3, certificate of our CA for its name, 365 days left; TLS 1.0 and 1.1 refused; " +
      "control: a server that takes them was reached with both, and a client that trusts another CA refused this one",
  });
  await using database = await aDatabase(authority, { identities: [] });
  const [atDatabase] = await servesValidTls.look(aScene({ databases: [database.scene], ca: authority.ca }), quiet);
  assert.deepEqual([atDatabase?.service, atDatabase?.verdict], [databaseService, "pass"]);
});

test("TLS 1.2 alone is enough", async () => {
  assert.match((await look({ maxVersion: "TLSv1.2" })).evidence, /^TLSv1.2, /);
});

const lax = { ciphers: "DEFAULT:@SECLEVEL=0" };

test.each([
  ["TLS 1.0", { minVersion: "TLSv1", ...lax }, /TLSv1 is accepted, TLSv1.1 is accepted/],
  ["TLS 1.1", { minVersion: "TLSv1.1", ...lax }, /TLSv1.1 is accepted/],
  ["nothing newer than TLS 1.1", { minVersion: "TLSv1", maxVersion: "TLSv1.1", ...lax }, /TLS 1.2 is not/],
] as const)("a server that accepts %s fails", async (_, tls, evidence) => {
  const seen = await look(tls);
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, evidence);
});

test("an expired certificate, one that is not valid yet, and one about to expire fail", async () => {
  const expired = await lookWith({ from: Date.now() - 9 * dayMs, until: Date.now() - dayMs });
  assert.deepEqual([expired.verdict, /^it expired on/.test(expired.evidence)], ["fail", true]);
  const early = await lookWith({ from: Date.now() + dayMs });
  assert.deepEqual([early.verdict, /^it is not valid before/.test(early.evidence)], ["fail", true]);
  const soon = await lookWith({ until: Date.now() + 6.5 * dayMs });
  assert.deepEqual([soon.verdict, soon.evidence], ["fail", "its certificate expires in 6 days"]);
});

test("less than thirty days left passes with a note", async () => {
  const seen = await lookWith({ until: Date.now() + 20.5 * dayMs });
  assert.deepEqual([seen.verdict, /20 days left; renew it soon/.test(seen.evidence)], ["pass", true]);
});

test("the clock that counts is the one that is given", async () => {
  const expired = await lookWith(
    { from: Date.now() - 9 * dayMs, until: Date.now() - 0.5 * dayMs },
    Date.now() - 5 * dayMs,
  );
  assert.match(expired.evidence, /expires in 4 days/);
  const later = await lookWith({}, Date.now() + 400 * dayMs);
  assert.match(later.evidence, /^it expired on/);
});

test("a certificate for another name fails, and so does one for the name as common name alone", async () => {
  for (const wish of [{ dns: ["grafana"] }, { commonNameOnly: true }]) {
    const seen = await lookWith(wish);
    assert.deepEqual([seen.verdict, seen.evidence], ["fail", "it is not for mosquitto"]);
  }
});

test("a certificate of another CA fails", async () => {
  const other = await makeAuthority("Test CA");
  const seen = await look({}, Date.now(), other.ca);
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", "it was not issued by the stack's CA"]);
});

test("a certificate that is not meant for servers fails", async () => {
  const seen = await lookWith({ forClients: true });
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", "OpenSSL objects: INVALID_PURPOSE"]);
});

test("a server in clear text, or none, has no TLS to judge", async () => {
  await using plain = await aPlainServer((socket) => socket.end("HTTP/1.0 400 Bad Request\r\n\r\n"));
  const at = async (endpoint: { host: string; port: number; serverName: string }) => {
    const broker = { service: brokerService, endpoint, clearText: [], identities: usualUsers };
    const [seen] = await servesValidTls.look(aScene({ brokers: [broker], ca: authority.ca }), quiet);
    return seen?.verdict;
  };
  assert.equal(await at({ host: "127.0.0.1", port: plain.port, serverName: "mosquitto" }), "unknown");
  assert.equal(await at(await aDeadEndpoint("mosquitto")), "unknown");
  assert.deepEqual(await servesValidTls.look(aScene(), quiet), []);
});

test("what cannot be offered here proves nothing, and neither does a client that trusts anybody", () => {
  const good = { protocol: "TLSv1.3", chain: { faults: [], daysLeft: 100 }, pleasesAnybody: false };
  const no = { answer: "refused", text: "" } as const;
  const yes = { answer: "accepted", text: "" } as const;
  assert.equal(judgeTls(good, [no, no], [yes, yes]).verdict, "pass");
  assert.equal(
    judgeTls(good, [no, no], [{ answer: "unclear", text: "TLS: no protocols available" }, yes]).verdict,
    "unknown",
  );
  assert.equal(judgeTls({ ...good, pleasesAnybody: true }, [no, no], [yes, yes]).verdict, "unknown");
  assert.equal(judgeTls(good, [no, { answer: "unclear", text: "late" }], [yes, yes]).verdict, "unknown");
});
