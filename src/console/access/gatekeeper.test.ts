import assert from "node:assert/strict";
import { pino } from "pino";
import { test } from "vitest";
import { cookieOf, idIn } from "./cookie.ts";
import { Gatekeeper } from "./gatekeeper.ts";
import type { Login } from "./same-login.ts";
import { isFromElsewhere } from "./same-origin.ts";
import { Sessions } from "./sessions.ts";
import { Throttle } from "./throttle.ts";

function aGatekeeper(login: Login | undefined = { user: "admin", password: "right" }) {
  const logged: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void logged.push(line) });
  const elapsed = () => 1;
  const gate = { sessions: new Sessions(elapsed), throttle: new Throttle(elapsed), login: () => login, log };
  return { gatekeeper: new Gatekeeper(gate), logged };
}

test.each<[string, Login, string]>([
  ["the login", { user: "admin", password: "right" }, "right"],
  ["another password", { user: "admin", password: "wrong" }, "wrong"],
  ["another name", { user: "Admin", password: "right" }, "wrong"],
  ["nothing", { user: "", password: "" }, "wrong"],
  ["the one in place of the other", { user: "right", password: "admin" }, "wrong"],
  ["the beginning of it", { user: "admin", password: "righ" }, "wrong"],
])("%s", (_, given, verdict) => {
  assert.equal(aGatekeeper().gatekeeper.judge(given, "192.0.2.1").verdict, verdict);
});

test("once there were too many wrong ones, the right one waits too; nothing that was typed is in the log", () => {
  const { gatekeeper, logged } = aGatekeeper();
  for (let i = 0; i < 5; i++) gatekeeper.judge({ user: "typed-name", password: "typed-password" }, "192.0.2.1");
  const right = { user: "admin", password: "right" };
  assert.deepEqual(gatekeeper.judge(right, "192.0.2.1"), { verdict: "too-many", waitMs: 30_000 });
  assert.deepEqual(gatekeeper.judge(right, "192.0.2.2"), { verdict: "right" });
  assert.equal(logged.length, 5);
  assert.ok(logged.every((line) => line.includes("192.0.2.1") && !line.includes("typed")));
});

test("without a password of its own nobody gets in", () => {
  const gatekeeper = new Gatekeeper({
    sessions: new Sessions(() => 1),
    throttle: new Throttle(() => 1),
    login: () => undefined,
    log: pino({ enabled: false }),
  });
  assert.equal(gatekeeper.judge({ user: "admin", password: "" }, "192.0.2.1").verdict, "closed");
});

test("a cookie is for this host, over TLS, and no script's or other site's; only one id counts", () => {
  const { gatekeeper } = aGatekeeper();
  const id = gatekeeper.sessions.open();
  const cookie = cookieOf(id);
  assert.match(cookie, /^__Host-[\w-]+=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/);
  const [pair = ""] = cookie.split(";");
  assert.equal(idIn(`other=1; ${pair}`), id);
  assert.equal(idIn(`${pair}; ${pair}`), undefined);
  assert.equal(idIn(pair.slice(0, -1)), undefined);
  assert.equal(idIn(undefined), undefined);
});

test.each<[string, { origin?: string; fetchSite?: string }, boolean]>([
  ["a program, which says nothing", {}, false],
  ["our own page", { origin: "https://edge:3000", fetchSite: "same-origin" }, false],
  ["a person who typed the address", { fetchSite: "none" }, false],
  ["another site", { origin: "https://evil.example", fetchSite: "cross-site" }, true],
  ["another port of this host", { origin: "https://edge:3001", fetchSite: "same-site" }, true],
  ["clear text", { origin: "http://edge:3000" }, true],
  ["nowhere in particular", { origin: "null" }, true],
  ["an older browser, from elsewhere", { origin: "https://evil.example" }, true],
])("%s", (_, { origin, fetchSite }, elsewhere) => {
  assert.equal(isFromElsewhere({ origin, fetchSite, host: "edge:3000" }), elsewhere);
});
