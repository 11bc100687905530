/** Probes of logins, at a dashboard that is right, wrong in just one way, and absent. */
import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { noPlaintext } from "./no-plaintext.ts";
import type { Probe } from "./probe.ts";
import { refusesAnonymous } from "./refuses-anonymous.ts";
import { refusesWellKnownPasswords } from "./refuses-well-known-passwords.ts";
import { refusesWrongPassword } from "./refuses-wrong-password.ts";
import { servesValidTls } from "./serves-valid-tls.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { aDashboard, type DashboardWish, dashboardService } from "./testing/dashboard.ts";
import { aDeadEndpoint } from "./testing/nobody-there.ts";
import { aScene, passwordOf } from "./testing/scene.ts";

const quiet = new AbortController().signal;
const logins = [refusesAnonymous, refusesWrongPassword, refusesWellKnownPasswords];
const all = [...logins, servesValidTls, noPlaintext];
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(probe: Probe, wish: DashboardWish = {}) {
  await using dashboard = await aDashboard(authority, wish);
  const seen = await probe.look(aScene({ dashboards: [dashboard.scene], ca: authority.ca }), quiet);
  assert.equal(seen.length, 1);
  const [{ service, ...rest } = assert.fail("no observation")] = seen;
  assert.equal(service, dashboardService);
  return { ...rest, wrong: dashboard.wrong(), inARow: dashboard.mostInARow() };
}

test.each([
  [
    refusesAnonymous,
    "3 attempts refused: HTTP 401; control: 1 identity let in; 11 pages show no measurement to a stranger " +
      "(none of 2 that are shown after signing in)",
  ],
  [refusesWrongPassword, "6 attempts refused: HTTP 401; control: 1 identity let in"],
  [refusesWellKnownPasswords, "9 attempts refused: HTTP 401; control: 1 identity let in"],
])("a dashboard that is right passes $id", async (probe, evidence) => {
  const { verdict, evidence: seen } = await look(probe);
  assert.deepEqual([verdict, seen], ["pass", evidence]);
});

test.each(logins)(
  "$id tries wrong logins, and never two in a row: the person may sit at this address",
  async (probe) => {
    const { verdict, wrong, inARow } = await look(probe, { patience: 2 });
    assert.deepEqual([verdict, wrong > 1, inARow], ["pass", true, 1]);
  },
);

test("a dashboard that lets nobody in for a while after one slip proves nothing, and says so", async () => {
  const seen = await look(refusesWrongPassword, { patience: 1 });
  assert.deepEqual([seen.verdict, /then admin: HTTP 429/.test(seen.evidence)], ["unknown", true]);
});

const right = { status: 200, body: '{"measurements":[{"name":"mqtt_consumer"}]}' };

test.each<[string, Probe, DashboardWish["answers"], RegExp]>([
  [
    "shows its data to strangers",
    refusesAnonymous,
    ({ path }) => (path === "/api/catalogue" ? right : undefined),
    /no credentials/,
  ],
  [
    "shows another part of its data to strangers",
    refusesAnonymous,
    ({ path, user }) => (path === "/api/latest" && !user ? { status: 200, body: "{}" } : undefined),
    /\/api\/latest answers 200/,
  ],
  [
    "has a measurement in its page",
    refusesAnonymous,
    ({ path }) => (path === "/" ? { status: 200, body: '<b>xenomai</b>, "xenomai2"' } : undefined),
    /\/ shows xenomai/,
  ],
  [
    "says too much of its health",
    refusesAnonymous,
    ({ path }) => (path === "/healthz" ? { status: 200, body: "mqtt_consumer is late" } : undefined),
    /\/healthz shows mqtt_consumer/,
  ],
  [
    "takes any password",
    refusesWrongPassword,
    ({ user }) => (user === "admin" ? right : undefined),
    /a wrong password/,
  ],
  [
    "takes any password on its page",
    refusesWrongPassword,
    ({ onPage }) => (onPage ? { status: 204 } : undefined),
    /a wrong password on the page/,
  ],
  [
    "takes the beginning of its password",
    refusesWrongPassword,
    ({ user = "", password = "" }) =>
      user === "admin" && password !== "" && passwordOf({ user }).startsWith(password) ? right : undefined,
    /the beginning/,
  ],
  [
    "takes admin/admin",
    refusesWellKnownPasswords,
    ({ user, password }) => (user === "admin" && password === "admin" ? right : undefined),
    /admin\/admin/,
  ],
])("a dashboard that %s fails", async (_, probe, answers, evidence) => {
  const seen = await look(probe, answers ? { answers } : {});
  assert.equal(seen.verdict, "fail", seen.evidence);
  assert.match(seen.evidence, evidence);
  assert.ok(seen.remedy);
});

test.each(logins)("a dashboard that lets not even its own in proves nothing about $id", async (probe) => {
  const seen = await look(probe, { answers: ({ path }) => (path.startsWith("/api") ? { status: 401 } : undefined) });
  assert.deepEqual([seen.verdict, /^control/.test(seen.evidence)], ["unknown", true]);
});

test.each(all)(
  "$id says nothing of a dashboard that is not there, and a dashboard that speaks TLS passes what is asked of TLS",
  async (probe) => {
    const nobody = { service: dashboardService, endpoint: await aDeadEndpoint("console"), identities: [] };
    await using dashboard = await aDashboard(authority);
    const scene = (one: typeof dashboard.scene) => aScene({ dashboards: [one], ca: authority.ca });
    const [absent] = await probe.look(
      scene({ ...dashboard.scene, ...nobody, identities: dashboard.scene.identities }),
      quiet,
    );
    assert.equal(absent?.verdict, "unknown");
    const [present] = await probe.look(scene(dashboard.scene), quiet);
    assert.equal(present?.verdict, "pass", present?.evidence);
  },
);

test("a certificate of the person's own is not held against our CA, and no password is sent there", async () => {
  await using dashboard = await aDashboard(authority);
  const scene = aScene({ dashboards: [{ ...dashboard.scene, ownCertificate: true }], ca: authority.ca });
  const seen = await Promise.all(all.map((probe) => probe.look(scene, quiet)));
  assert.deepEqual(
    seen.map((one) => one.map(({ verdict }) => verdict)),
    [[], [], [], [], ["pass"]],
  );
  assert.equal(dashboard.wrong(), 0);
});
