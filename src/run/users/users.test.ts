import assert from "node:assert/strict";
import { test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { addUsers } from "./add-users.ts";
import { listUsers } from "./list-users.ts";
import { removeUsers } from "./remove-users.ts";
import { finishRotations, rotateUsers, settleRotations } from "./rotate-users.ts";
import { aTarget, login } from "./testing/a-target.ts";

const signal = new AbortController().signal;
const hourMs = 3600 * 1000;
const at = { file: "command line", line: 1, column: 1 };
const wish = (name: string, publish: readonly string[] = ["p/#"], more = {}) => ({
  name,
  publish,
  subscribe: [],
  at,
  ...more,
});
const turn = async (target: ReturnType<typeof aTarget>) => (await target.book()).turns.at(-1);

test("all that is wrong with all users is said, and then nobody is added", async () => {
  const target = aTarget();
  const wishes = [
    wish("agent"),
    wish("kept"),
    wish(".."),
    wish("a/b"),
    wish("x.2"),
    wish("twice"),
    wish("twice"),
    wish("mute", []),
    wish("odd", ["a/#/b", "$SYS/x", "a\nb"]),
    wish("lost", ["a"], { server: "elsewhere" }),
  ];
  const outcome = await addUsers(wishes, [], target, signal);
  assert.ok("problems" in outcome);
  assert.deepEqual(
    outcome.problems.map(({ code }) => code),
    [
      "user-exists",
      "user-exists",
      "bad-user-name",
      "bad-user-name",
      "bad-user-name",
      "user-exists",
      "no-rights",
      "bad-topic-filter",
      "bad-topic-filter",
      "bad-topic-filter",
      "no-broker",
    ],
  );
  assert.deepEqual(target.applied, []);
});

test("an added user is in the book once; removed, it is gone with every password it had", async () => {
  const target = aTarget();
  await addUsers([wish("pump"), wish("valve")], [], target, signal);
  const again = await addUsers([wish("pump")], [], target, signal);
  assert.ok("problems" in again);
  await rotateUsers(["pump"], target, signal);
  await removeUsers(["pump"], target, signal);
  const last = target.applied.at(-1);
  assert.deepEqual(
    [last?.book.users.map(({ name }) => name), last?.book.turns, last?.retired],
    [["valve"], [], ["pump@mosquitto#1", "pump@mosquitto"]],
  );
  await assert.rejects(removeUsers(["agent", "nobody"], target, signal), /agent, nobody/);
});

test("a rotation goes on while somebody uses the old password, and ends once all have come with the new one", async () => {
  const target = aTarget();
  await addUsers([wish("pump")], [], target, signal);
  await rotateUsers(["pump"], target, signal);
  const waits = [
    [login("pump", 1)],
    [login("pump", 0), login("pump", 1, { client: "b" })],
    [login("pump", 0), login("pump", 1, { client: "b", isConnected: false, isAwaited: true })],
    [login("pump", 0), { user: "pump", client: "b", isConnected: false, isAwaited: true }],
    [login("pump", 0), login("pump", 1, { client: "b", isConnected: false, atMs: 1 })],
    [login("pump", 0), login("pump", 1, { client: "b", isConnected: false, isAwaited: true, atMs: -30 * hourMs })],
    [login("pump", 0), login("pump", 1, { client: "b", isConnected: false, atMs: -23 * hourMs })],
    [],
    undefined,
  ];
  for (const seen of waits) {
    target.seen = seen;
    assert.deepEqual(await settleRotations(target, signal), [], JSON.stringify(seen));
  }
  target.seen = [login("pump", 0), login("pump", 1, { client: "b", isConnected: false, atMs: -25 * hourMs })];
  assert.deepEqual(await settleRotations(target, signal), ["pump"]);
  assert.deepEqual(target.applied.at(-1)?.retired, ["pump@mosquitto"]);
  assert.equal((await turn(target))?.former, undefined);
});

test("a rotation that goes on is not begun anew, and what is in force is mended", async () => {
  const target = aTarget();
  await rotateUsers(["agent"], target, signal);
  const before = await target.book();
  const count = target.applied.length;
  await rotateUsers(["agent"], target, signal);
  assert.deepEqual([await target.book(), target.applied.length], [before, count + 1]);
});

test("an old password in use stays, with its clients named; with force it goes; where nobody can say, it goes", async () => {
  const target = aTarget();
  await rotateUsers(["agent"], target, signal);
  target.seen = [login("agent", 1, { client: "gauge" })];
  await assert.rejects(finishRotations(undefined, false, target, signal), (error) => {
    assert.ok(error instanceof Fault);
    return error.code === "not-ready" && /agent at mosquitto \(gauge\)/.test(error.message);
  });
  assert.equal((await turn(target))?.former, 0);
  await finishRotations(undefined, true, target, signal);
  assert.equal((await turn(target))?.former, undefined);
  await rotateUsers(["agent"], target, signal);
  target.seen = undefined;
  await finishRotations(["agent"], false, target, signal);
  assert.deepEqual(await turn(target), { secret: "agent@mosquitto", current: 2, sinceMs: 0 });
});

test("our own services are moved in the same command; one that does not come back keeps its old password, and is named", async () => {
  const target = aTarget("both", ["agent"]);
  target.seen = [login("agent", 0)];
  const [news] = await rotateUsers(["agent"], target, signal);
  assert.equal(news?.isOver, true);
  assert.deepEqual(target.applied.at(-1)?.retired, ["agent@mosquitto"]);
  target.seen = [login("agent", 1)];
  await assert.rejects(rotateUsers(["agent"], target, signal), /not back with its new password in time: agent/);
  assert.equal((await turn(target))?.former, 1);
  target.seen = [login("agent", 0)];
  assert.deepEqual(await settleRotations(target, signal), ["agent"]);
});

test("where names alternate, a client counts as moved when it comes under the new name, and the person is told that name", async () => {
  const target = aTarget("renamed");
  const [news] = await rotateUsers(["agent"], target, signal);
  assert.equal(news?.name, "agent.2");
  target.seen = [login("agent", 0), login("agent.2", 0)];
  assert.deepEqual(await settleRotations(target, signal), []);
  target.seen = [login("agent.2", 0)];
  assert.deepEqual(await settleRotations(target, signal), ["agent"]);
});

test("where a user has one password, the old one goes at once", async () => {
  const target = aTarget("replaced");
  const [news] = await rotateUsers(undefined, target, signal);
  assert.equal(news?.isOver, true);
  assert.deepEqual(target.applied.at(-1)?.retired, ["agent@mosquitto"]);
});

test("a password that cannot be rotated here is refused by name, and passed over when all are meant", async () => {
  const target = { ...aTarget(), fixed: () => "agent keeps its password" };
  await assert.rejects(rotateUsers(["agent"], target, signal), /agent keeps its password/);
  assert.deepEqual(await rotateUsers(undefined, target, signal), []);
  await assert.rejects(rotateUsers(["nobody"], target, signal), /no such user: nobody/);
});

test("what is listed says whose a user is, since when, and who uses an old password", async () => {
  const target = aTarget();
  await addUsers([wish("pump")], [], target, signal);
  await rotateUsers(["pump"], target, signal);
  target.seen = [login("pump", 1)];
  const [first, second] = await listUsers(target, signal);
  assert.deepEqual([first?.identity.user, first?.sinceMs, first?.old], ["agent", undefined, undefined]);
  assert.deepEqual(
    [second?.identity.owner, second?.sinceMs, second?.old?.usedBy.map(({ client }) => client)],
    ["outside", 0, ["pump-1"]],
  );
});
