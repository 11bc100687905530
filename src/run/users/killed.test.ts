/**
 * Commands about users that end at every one of their steps, since a real one does not stop on demand. Keys, book and files are the real
 * ones; of the engine there is a fake, with a broker that knows what it read last, and asks for a login as the embedded one does.
 */
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeEngine } from "../../engine/fake/fake-engine.ts";
import { generatedFile } from "../../model/layout.ts";
import type { LoginSeen } from "../../model/login-seen.ts";
import { isServer, stepsTo } from "../../plan/steps.ts";
import { readPasswordFile, type Users } from "../../service/login/password-file.ts";
import { verify } from "../../service/login/verify.ts";
import { wire } from "../../wire.ts";
import { bringUp } from "../bring-up.ts";
import { type Prepared, prepare } from "../prepare.ts";
import { aClock } from "../testing/clock.ts";
import type { Site } from "../tools.ts";
import { addUsers } from "./add-users.ts";
import { finishRotations, rotateUsers, settleRotations } from "./rotate-users.ts";
import { stackUsers } from "./stack-users.ts";

const signal = new AbortController().signal;
const clock = aClock();
const at = { file: "command line", line: 1, column: 1 };
const example = new URL("../../../examples/tig", import.meta.url).pathname;

/** A command that was killed. */
class Killed extends Error {}

let directory: string;
let stack: Prepared;
let broker: Users = new Map();
/** More steps than any command has. */
const whole = 1_000;
/** Asked hundreds of times, and each costs a hash. */
const verified = new Map<string, Promise<boolean>>();
/** Steps that may still be taken; undefined: nobody counts. */
let left: number | undefined;
let taken: string[] = [];
/** What the device uses that has not moved; undefined: nobody waits for it. */
let held: string | undefined;

const file = (service: string, name: string) => readFile(generatedFile(stack.site.layout, service, name), "utf8");
const listed = async (): Promise<Users> => readPasswordFile("passwords", await file("mosquitto", "passwords")).users;
const handed = () => file("operator", "users/meter/mqtt_password");

/** The place of a password among those that count, as the broker's ledger says it; -1: it is refused. */
async function place(password: string, users: Users): Promise<number> {
  const same = (users.get("meter") ?? []).map((one) => {
    const key = `${one.fingerprint} ${password}`;
    const answer = verified.get(key) ?? verify(one.password, Buffer.from(password));
    verified.set(key, answer);
    return answer;
  });
  return (await Promise.all(same)).indexOf(true);
}

/** By the broker that runs, and by one that starts now. */
async function getsIn(password: string): Promise<boolean> {
  const places = [await place(password, broker), await place(password, await listed())];
  return places.every((number) => number >= 0);
}

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  if (left !== undefined && left-- <= 0) throw new Killed();
  const done = await work();
  taken.push(what);
  await lookAround();
  return done;
}

async function lookAround(): Promise<void> {
  if (left === undefined) return;
  assert.equal(await getsIn(await handed()), true, `what is handed over, after ${taken.join(", ")}`);
  if (held !== undefined) assert.equal(await getsIn(held), true, `what is in use, after ${taken.join(", ")}`);
}

function stepwise(site: Site): Site {
  const fake = fakeEngine();
  const { keys, users } = site;
  const perform: Site["engine"]["perform"] = async (one, until) => {
    await fake.perform(one, until);
    if (one.step !== "stop" && one.wanted.launch.role === "broker") broker = await listed();
  };
  const logins = async (): Promise<readonly LoginSeen[]> => {
    const password = held === undefined ? -1 : await place(held, broker);
    if (password < 0) return [];
    return [{ user: "meter", client: "meter-1", password, isConnected: true, isAwaited: false, atMs: clock.now() }];
  };
  return {
    ...site,
    engine: { ...fake, logins, perform: (one, until) => step(one.step, () => perform(one, until)) },
    users: { ...users, write: (book) => step("book", () => users.write(book)) },
    keys: {
      ...keys,
      ensure: (specs) => step("ensure", () => keys.ensure(specs)),
      retire: (refs) => step("retire", () => keys.retire(refs)),
      place: (files) => step("place", () => keys.place(files)),
      fill: (files, reader) => step("fill", () => keys.fill(files, reader)),
    },
  };
}

const target = () => stackUsers(stack, clock, () => {});
const rotate = async () => {
  await settleRotations(target(), signal);
  await rotateUsers(["meter"], target(), signal);
};
const finish = async () => {
  await settleRotations(target(), signal);
  await finishRotations(["meter"], true, target(), signal);
};
const settle = () => settleRotations(target(), signal);
const up = () => bringUp(stack, clock, () => {}, signal);
/** One look of whoever watches. */
async function watch(): Promise<void> {
  const { engine } = stack.site;
  for (const one of stepsTo(await stack.wanted(), await engine.observe(signal)))
    if (one.step === "reload" && isServer(one.wanted)) await engine.perform(one, signal);
}

/** @returns whether it came to its end before */
async function killedAfter(steps: number, command: () => Promise<unknown>): Promise<boolean> {
  left = steps;
  taken = [];
  try {
    await command();
    return true;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    left = whole;
    await lookAround();
    return false;
  }
}

beforeEach(async () => {
  left = undefined;
  held = undefined;
  directory = await mkdtemp(join(tmpdir(), "edgeward-killed-"));
  await cp(example, directory, { recursive: true, filter: (path) => !path.includes(".edgeward") });
  const tools = wire({ environment: {} });
  const site = async (where: string, name: string) => stepwise(await tools.site(where, name));
  const request = { files: [join(directory, "docker-compose.yml")], directory };
  const prepared = await prepare(request, { ...tools, site });
  assert.ok(!("refused" in prepared));
  stack = prepared;
  await up();
  const outcome = await addUsers([{ name: "meter", publish: ["m/#"], subscribe: [], at }], [], target(), signal);
  assert.ok(!("problems" in outcome));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const next = { watch, settle, rotate, up, finish };
type Next = keyof typeof next;
const all = Object.keys(next) as readonly Next[];

/** Who finishes a rotation by force asks for the end of whoever uses the old password. */
async function run(name: Next, steps: number): Promise<boolean> {
  if (name === "finish") held = undefined;
  const isWhole = await killedAfter(steps, next[name]);
  if (name === "finish" && isWhole) held = await handed();
  return isWhole;
}

/** The device moves, and then the rotation ends by itself, whatever was before. */
async function comesToItsEnd(): Promise<void> {
  const before = held;
  assert.equal(await run("rotate", whole), true);
  held = await handed();
  assert.equal(await run("settle", whole), true);
  const [turn, ...others] = (await stack.site.users.read()).turns;
  assert.deepEqual([turn?.secret, turn?.former, others], ["meter@mosquitto", undefined, []]);
  if (before !== undefined) assert.deepEqual([await getsIn(before), before === held], [false, false]);
}

test.each(all)(
  "a rotation killed at any step, and then %s: what is handed over gets in, and so does what is in use",
  async (name) => {
    let kills = 0;
    for (let isWhole = false; !isWhole; kills++) {
      held = await handed();
      isWhole = await killedAfter(kills, rotate);
      assert.equal(await run(name, whole), true);
      await comesToItsEnd();
    }
    expect(kills).toBeGreaterThan(6);
  },
);

test("command after command killed somewhere: what is handed over gets in", async () => {
  held = await handed();
  // The same at each run.
  for (let seed = 1, turn = 0; turn < 60; turn++) {
    seed = (seed * 48_271) % 2_147_483_647;
    await run(turn % 2 === 0 ? "rotate" : (all[seed % all.length] ?? "up"), seed % 11);
  }
  await comesToItsEnd();
});
