import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import type { TaskSeen } from "../../model/swarm-plan.ts";
import { standingOf } from "./standing.ts";
import { aNode, aSpec, aTask, nothing, seenAs } from "./testing/a-swarm.ts";
import { type Stood, verdictOf } from "./verdict.ts";

const service = seenAs(aSpec("a"));
const job = seenAs(aSpec("a", {}, { task: { RestartPolicy: { Condition: "on-failure" } } }));
const stands = (tasks: readonly Partial<TaskSeen>[], one = service) =>
  standingOf(one, {
    ...nothing,
    services: [one],
    tasks: tasks.map((more, i) => aTask(one, { createdMs: i, ...more })),
  });
const failed = { state: "failed", desired: "shutdown", error: "task: non-zero exit (3)", exitCode: 3 };

describe("how a service stands", () => {
  test.each<[string, readonly Partial<TaskSeen>[], object]>([
    ["nothing yet", [], { is: "waiting", detail: "0 of 1: no task yet" }],
    ["on its way", [{ state: "starting" }], { is: "waiting", detail: "0 of 1: starting" }],
    ["it runs", [{}], { is: "ready", detail: "running on one" }],
    ["one that is on its way out is none", [{ desired: "shutdown" }], { is: "waiting" }],
    [
      "no node takes it",
      [{ state: "pending", error: "no suitable node (x)" }],
      { is: "unplaced", detail: "no suitable node (x)" },
    ],
    [
      "it failed, and the next is on its way",
      [failed, failed, { state: "ready" }],
      { is: "failing", times: 2, final: false, detail: "exit status 3" },
    ],
    ["it failed, and runs now", [failed, {}], { is: "ready" }],
    ["an older one goes on where the newest ended", [{}, { state: "shutdown", desired: "shutdown" }], { is: "ready" }],
    ["it failed, and is not tried again", [failed], { is: "failing", final: true }],
    ["it ended well, though it is to run", [{ state: "complete", desired: "shutdown" }], { is: "waiting" }],
    [
      "no image",
      [{ state: "rejected", desired: "shutdown", error: "No such image: x" }, { state: "preparing" }],
      { is: "failing", detail: "No such image: x" },
    ],
  ])("%s", (_, tasks, standing) => expect(stands(tasks)).toMatchObject(standing));

  test("of several replicas all are to run", () => {
    const two = seenAs(aSpec("a", {}, { Mode: { Replicated: { Replicas: 2 } } }));
    expect(stands([{ slot: 1 }], two)).toMatchObject({ is: "waiting", detail: "1 of 2: no task yet" });
    expect(stands([{ slot: 1 }, { slot: 2 }], two)).toMatchObject({ is: "ready", detail: "2 tasks on one" });
  });

  test("a one-shot is done when it ended well", () => {
    expect(stands([failed, { state: "complete", desired: "shutdown" }], job)).toMatchObject({
      is: "ready",
      detail: "done on one",
    });
  });

  test("a job by its mode is not done while it runs", () => {
    const byMode = seenAs(aSpec("a", {}, { Mode: { ReplicatedJob: {} } }));
    expect(stands([{}], byMode)).toMatchObject({ is: "waiting" });
    expect(stands([{ state: "complete" }], byMode)).toMatchObject({ is: "ready" });
  });

  test("a task of another specification is none of it, unless that only says where it may run", () => {
    const other = {
      ...service.spec.TaskTemplate,
      ContainerSpec: { ...service.spec.TaskTemplate.ContainerSpec, Env: ["A=1"] },
    };
    expect(stands([{ spec: other }])).toMatchObject({ is: "waiting" });
    const elsewhere = { ...service.spec.TaskTemplate, Placement: { Constraints: ["node.role == manager"] } };
    expect(stands([{ spec: elsewhere }])).toMatchObject({ is: "ready" });
  });

  test("one on each node counts the nodes that may take it", () => {
    const spec = aSpec(
      "a",
      {},
      { Mode: { Global: {} }, task: { Placement: { Constraints: ["node.role == worker"] } } },
    );
    const global = seenAs(spec);
    const tasks = [aTask(global, { node: "id-two" })].map(({ slot: _, ...task }) => task);
    const nodes = [...nothing.nodes, aNode("three", { availability: "drain" })];
    expect(standingOf(global, { ...nothing, nodes, services: [global], tasks })).toMatchObject({ is: "ready" });
  });

  test("an update that goes on is not over, and one that stopped goes no further", () => {
    expect(stands([{}], { ...service, update: { state: "updating", message: "" } })).toMatchObject({ is: "waiting" });
    const paused = { ...service, update: { state: "paused", message: "update paused due to failure" } };
    expect(stands([failed, { state: "ready" }], paused)).toMatchObject({ is: "failing", final: true });
    expect(stands([], paused)).toMatchObject({ is: "failing", detail: /update paused/ });
    expect(stands([{}], paused)).toMatchObject({ is: "ready" });
  });
});

const stood = (standing: Stood["standing"], more: Partial<Stood> = {}): Stood => ({
  service: "a",
  ...(standing && { standing }),
  forMs: 0,
  excused: false,
  attempts: 0,
  ...more,
});
const ready = stood({ is: "ready", detail: "" });
const waiting = stood({ is: "waiting", detail: "" });
const failing = (times: number, final = false) => ({ is: "failing", detail: "", times, final }) as const;

test.each<[string, readonly Stood[], number, string]>([
  ["all run", [ready], 0, "ready"],
  ["one is on its way", [ready, waiting], 99_999, "wait"],
  ["one is not made yet", [ready, stood(undefined)], 0, "wait"],
  ["one fails once", [ready, stood(failing(1))], 99_999, "wait"],
  ["one fails again and again, and others are on their way: it may need them", [waiting, stood(failing(9))], 0, "wait"],
  ["one fails again and again, and nothing else moves", [ready, stood(failing(3))], 20_000, "stuck"],
  ["one that has so many attempts", [ready, stood(failing(3), { attempts: 30 })], 20_000, "wait"],
  ["one is given up", [waiting, stood(failing(1, true))], 0, "stuck"],
  ["no node takes it, at first", [ready, stood({ is: "unplaced", detail: "" })], 0, "wait"],
  ["no node takes it", [ready, stood({ is: "unplaced", detail: "" }, { forMs: 20_000 })], 20_000, "stuck"],
  ["one that waits for its token fails", [ready, stood(failing(9, true), { excused: true })], 0, "ready"],
])("%s", (_, all, settledMs, is) => assert.equal(verdictOf(all, settledMs).is, is));
