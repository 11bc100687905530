import assert from "node:assert/strict";
import { beforeAll, test } from "vitest";
import { ask } from "./ask.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { type Asked, aDatabase } from "./testing/database.ts";
import { aDeadEndpoint } from "./testing/nobody-there.ts";

const quiet = new AbortController().signal;
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

test("a question reaches the server whole, and so does its answer", async () => {
  const seen: Asked[] = [];
  const answers = (asked: Asked) => {
    seen.push(asked);
    return { status: 202, body: "grüße" };
  };
  await using database = await aDatabase(authority, { identities: [], answers });
  const login = { user: "telegraf", password: "pass:word äß" };
  const question = {
    method: "POST",
    path: "/write",
    query: { db: "a&b=c", q: "SELECT 'x' + 1" },
    body: "cpu value=1i",
    login,
  } as const;
  assert.deepEqual(await ask(database.scene.endpoint, authority.ca, question, quiet), {
    answered: true,
    status: 202,
    body: "grüße",
  });
  assert.deepEqual(seen, [
    { who: undefined, user: "telegraf", path: "/write", statement: "SELECT 'x' + 1", body: "cpu value=1i" },
  ]);
});

test("an answer without end is read up to its limit", async () => {
  await using database = await aDatabase(authority, {
    identities: [],
    answers: () => ({ status: 200, body: "x".repeat(1_000_000) }),
  });
  const answer = await ask(database.scene.endpoint, authority.ca, { method: "GET", path: "/" }, quiet);
  assert.ok(answer.answered);
  assert.equal(answer.body.length, 65_536);
});

test("a server that is not there, or not ours, has not answered", async () => {
  const get = { method: "GET", path: "/ping" } as const;
  const dead = await ask(await aDeadEndpoint("influxdb"), authority.ca, get, quiet);
  assert.ok(!dead.answered && /ECONNREFUSED/.test(dead.text));
  await using database = await aDatabase(authority, { identities: [] });
  const other = await makeAuthority("Another");
  assert.equal((await ask(database.scene.endpoint, other.ca, get, quiet)).answered, false);
  const byAnotherName = { ...database.scene.endpoint, serverName: "mosquitto" };
  assert.equal((await ask(byAnotherName, authority.ca, get, quiet)).answered, false);
});

test("whoever asks can stop it", async () => {
  const caller = new AbortController();
  const answers = () => {
    caller.abort(new Error("Ctrl-C"));
    return { status: 200 };
  };
  await using database = await aDatabase(authority, { identities: [], answers });
  const asked = ask(database.scene.endpoint, authority.ca, { method: "GET", path: "/" }, caller.signal);
  await assert.rejects(asked, /Ctrl-C/);
});
