/** On an engine that does what it is told at once, with faults that a real one gives by accident only. A real one is in test/lab. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import type { SwarmEngine } from "../../../engine/swarm-engine.ts";
import { Fault } from "../../../model/fault.ts";
import type { SwarmSeen, SwarmStep, SwarmWish } from "../../../model/swarm-plan.ts";
import {
  aFile,
  aService,
  aSpec,
  aTask,
  aWish,
  nothing,
  performed,
  seenAs,
  usingSecret,
} from "../../../plan/swarm-steps/testing/a-swarm.ts";
import type { Event } from "../../tell.ts";
import { aClock } from "../../testing/clock.ts";
import { bringUpSwarm } from "./bring-up-swarm.ts";

const signal = new AbortController().signal;

/** @param afterwards what becomes of the swarm, besides what a step does */
function aScene(from: SwarmSeen, afterwards = (seen: SwarmSeen, _: SwarmStep) => seen) {
  const did: string[] = [];
  const told: Event[] = [];
  const faults: Error[] = [];
  let seen = from;
  const looked = { whole: 0, partly: 0 };
  const later: { looks: number; seen?: SwarmSeen } = { looks: Number.POSITIVE_INFINITY };
  const become = (looks: number, it: SwarmSeen) => void Object.assign(later, { looks, seen: it });
  const look = (kind: keyof typeof looked) => async () => {
    const fault = faults.pop();
    if (fault) throw fault;
    looked[kind]++;
    if (looked.whole + looked.partly > later.looks) seen = later.seen ?? seen;
    return seen;
  };
  const engine = {
    observe: look("whole"),
    progress: look("partly"),
    async perform(step: SwarmStep) {
      did.push(step.step);
      seen = afterwards(performed(seen, step), step);
    },
    lastWords: async () => ["it broke", "password=geheim"],
  } as unknown as SwarmEngine;
  const masked = async (lines: readonly string[]) => lines.filter((line) => !line.includes("geheim"));
  const options = { engine, clock: aClock(), tell: (event: Event) => void told.push(event), timeoutMs: 60_000, masked };
  return {
    did,
    told,
    faults,
    looked,
    become,
    up: (wish: SwarmWish, more = {}) => bringUpSwarm(wish, [], { ...options, ...more }, signal),
  };
}

const wish = aWish({
  files: [aFile("secret", "pw")],
  services: [
    aService(aSpec("db")),
    aService(aSpec("web", usingSecret("pw")), { waitsFor: [{ service: "shop_db", until: "healthy" }] }),
  ],
});

test("each step once, and then nothing", async () => {
  const { did, up } = aScene(nothing);
  await up(wish);
  await up(wish);
  assert.deepEqual(did, ["create-file", "create-service", "create-service"]);
});

test.each<[string, Error]>([
  ["nobody answers", new Fault("unreachable", "no answer", "")],
  ["there is no leader", new EngineRefusal(500, "rpc error: The swarm does not have a leader")],
  ["it is just starting", new EngineRefusal(503, "This node is not a swarm manager")],
])("%s for a while: it is waited for, and told once", async (_, fault) => {
  const { did, told, faults, up } = aScene(nothing);
  faults.push(fault, fault, fault);
  await up(wish);
  assert.deepEqual([did.length, told.filter(({ event }) => event === "failed").length], [3, 1]);
});

test("who never answers again is waited for as long as services are", async () => {
  const gone = new Fault("unreachable", "no answer", "");
  const { faults, up } = aScene(nothing);
  faults.push(...Array.from({ length: 200 }, () => gone));
  await assert.rejects(up(wish), gone);
  assert.equal(200 - faults.length, 62);
});

test.each([new EngineRefusal(400, "invalid"), new EngineRefusal(500, "rpc error: code = Unknown")])(
  "what is no outage is not waited for: %s",
  async (fault) => {
    const { faults, up } = aScene(nothing);
    faults.push(fault, fault);
    await assert.rejects(up(wish), fault);
    assert.equal(faults.length, 1);
  },
);

test("what has just been seen is not asked again, and where it is as it should be, nothing is", async () => {
  const there = seenAs(aSpec("db"));
  const seen = { ...nothing, services: [there], tasks: [aTask(there)] };
  const { did, looked, up } = aScene(seen);
  await up(aWish({ services: [aService(there.spec)] }), { seen });
  assert.deepEqual([did, looked], [[], { whole: 0, partly: 0 }]);
});

test("who waits for a service asks little, looks at all of it now and then, and once more in the end", async () => {
  const slow = seenAs(aSpec("db"));
  const coming: SwarmSeen = { ...nothing, services: [slow], tasks: [aTask(slow, { state: "preparing" })] };
  const { looked, become, up } = aScene(coming);
  become(26, { ...coming, tasks: [aTask(slow)] });
  await up(aWish({ services: [aService(slow.spec)] }));
  assert.deepEqual(looked, { whole: 4, partly: 24 });
});

test("an update that the swarm takes back is told, and not begun again and again", async () => {
  const old = seenAs(aSpec("web"));
  const back = (seen: SwarmSeen): SwarmSeen => ({
    ...seen,
    services: [{ ...old, update: { state: "rollback_completed", message: "" } }],
    tasks: [],
  });
  const { did, up } = aScene({ ...nothing, services: [old] }, back);
  await assert.rejects(up(aWish({ services: [aService(aSpec("web", { Env: ["A=1"] }))] })), { code: "not-ready" });
  assert.deepEqual(did, ["update-service"]);
});

test("what is undone as soon as it is done ends with a word", async () => {
  const { up } = aScene(nothing, (seen, { step }) => (step === "create-file" ? { ...seen, secrets: [] } : seen));
  await assert.rejects(up(wish), { code: "changed-meanwhile", message: /create secret pw has no effect/ });
});

test("a service that fails is told with what it said last, and no secret in it", async () => {
  const failing = (seen: SwarmSeen): SwarmSeen => ({
    ...seen,
    tasks: seen.services.map((one) =>
      aTask(one, { state: "failed", desired: "shutdown", error: "task: non-zero exit (3)" }),
    ),
  });
  const { up } = aScene(nothing, failing);
  await assert.rejects(up(aWish({ services: [aService(aSpec("db"))] })), {
    code: "not-ready",
    message: "shop_db: exit status 3; it said last: it broke",
  });
});
