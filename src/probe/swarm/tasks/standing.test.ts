/** Tasks and services in the shapes in which Docker Engine 26.1 tells of them, without what is not looked at. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { ServiceMode } from "../../../model/engine-api.ts";
import { aNode } from "../testing/nodes.ts";
import { standingOf } from "./standing.ts";
import type { SeenService, SeenTask } from "./tasks.ts";
import { judgeViews } from "./views.ts";

const [one, two, drained] = [aNode("one"), aNode("two"), aNode("three", { availability: "drain" })];
const nodes = [one, two, drained];

const spec = (Mode: ServiceMode, { restart = "any", constraints = [] as readonly string[] } = {}) =>
  ({
    Name: "shop_web",
    Mode,
    TaskTemplate: { RestartPolicy: { Condition: restart }, Placement: { Constraints: constraints } },
  }) as never;

const service = (run?: number): SeenService => ({
  ID: "s1",
  Spec: { Name: "shop_web", TaskTemplate: {} },
  ...(run === undefined ? {} : { JobStatus: { JobIteration: run === 0 ? {} : { Index: run } } }),
});

let count = 0;
const task = (State: string, parts: Partial<SeenTask> = {}): SeenTask => {
  count += 1;
  return {
    ID: `t${count}`,
    ServiceID: "s1",
    NodeID: one.id,
    CreatedAt: `2026-11-22T10:00:${String(count).padStart(2, "0")}.000000000Z`,
    DesiredState: State === "running" ? "running" : "shutdown",
    Status: { State },
    Spec: {},
    ...parts,
  };
};
const of = (what: ReturnType<typeof spec>, tasks: readonly SeenTask[], seen = service()) => {
  const { running, ended, over, missing } = standingOf(what, [seen], tasks, nodes);
  return [running.length, ended.length, over, missing];
};

test("a service on every node runs on each that takes tasks and meets its constraints, and on no other", () => {
  const everywhere = spec({ Global: {} });
  assert.deepEqual(of(everywhere, [task("running"), task("running", { NodeID: two.id })]), [2, 0, false, undefined]);
  assert.deepEqual(of(everywhere, [task("running")]), [1, 0, false, "1 of 2 tasks runs"]);
  assert.deepEqual(of(everywhere, []), [0, 0, false, "no task of it runs"]);
  const nowhere = spec({ Global: {} }, { constraints: ["node.labels.zone == nowhere"] });
  assert.deepEqual(of(nowhere, []), [0, 0, true, undefined]);
  const onTwo = spec({ Global: {} }, { constraints: ["node.hostname == two"] });
  assert.deepEqual(of(onTwo, [task("running", { NodeID: two.id })]), [1, 0, false, undefined]);
});

test("of several replicas all are to run, and none where none is wanted", () => {
  const three = spec({ Replicated: { Replicas: 3 } });
  const slots = [1, 2, 3].map((Slot) => task("running", { Slot }));
  assert.deepEqual(of(three, slots), [3, 0, false, undefined]);
  assert.deepEqual(of(three, slots.slice(1)), [2, 0, false, "2 of 3 tasks runs"]);
  assert.deepEqual(of(spec({ Replicated: { Replicas: 0 } }), [task("shutdown", { Slot: 1 })]), [0, 0, true, undefined]);
  assert.deepEqual(standingOf(spec({ Replicated: { Replicas: 0 } }), [], [], nodes).over, false, "it is not there");
});

test("what ended well is over only where it may end, and where its newest task did", () => {
  const once = spec({ Replicated: { Replicas: 1 } }, { restart: "on-failure" });
  const [first, second] = [task("complete", { Slot: 1 }), task("failed", { Slot: 1 })];
  assert.deepEqual(of(once, [first]), [0, 1, true, undefined]);
  assert.deepEqual(of(once, [second, first]), [0, 0, false, "no task of it runs"]);
  assert.deepEqual(of(spec({ Replicated: { Replicas: 1 } }), [first]), [0, 0, false, "no task of it runs"]);
  const again = [task("complete", { Slot: 1, NodeID: two.id }), task("complete", { Slot: 1 })];
  assert.deepEqual(standingOf(once, [service()], again, nodes).ended, again.slice(1));
});

test("a job is over with all its completions, those of its last run alone", () => {
  const job = spec({ ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 2 } });
  const done = (Slot: number, Index?: number) =>
    task("complete", { Slot, JobIteration: Index === undefined ? {} : { Index } });
  assert.deepEqual(of(job, [done(1), done(2)], service(0)), [0, 2, true, undefined]);
  assert.deepEqual(of(job, [done(1)], service(0)), [0, 1, false, "1 of 2 tasks ran"]);
  assert.deepEqual(of(job, [done(1), done(2), done(1, 24)], service(24)), [0, 1, false, "1 of 2 tasks ran"]);
  const everywhere = spec({ GlobalJob: {} });
  const on = (node: typeof one) => task("complete", { NodeID: node.id, JobIteration: {} });
  assert.deepEqual(of(everywhere, [on(one), on(two)], service(0)), [0, 2, true, undefined]);
  assert.deepEqual(of(everywhere, [on(two)], service(0)), [0, 1, false, "1 of 2 tasks ran"]);
});

test("what holds for every task is said of every node, what does not counts, and too few of them prove nothing", () => {
  const inside = { processes: [], files: [], mounts: 9 };
  const [near, far] = [
    { node: "one", inside },
    { node: "two", inside },
  ];
  const judge = (views: readonly (typeof near)[], missing?: string, bad?: string) =>
    judgeViews({ spec: {} as never, views, over: false, ...(missing !== undefined && { missing }) }, (_, node) =>
      node === bad ? { verdict: "fail", evidence: `bad on ${node}` } : { verdict: "pass", evidence: `good on ${node}` },
    );
  assert.equal(judge([near, far])?.evidence, "good on one; so is 1 more task on two");
  assert.equal(judge([near, far], undefined, "two")?.evidence, "bad on two");
  assert.deepEqual(
    [judge([near], "1 of 2 tasks runs")?.verdict, judge([near], "1 of 2 tasks runs", "one")?.verdict],
    ["unknown", "fail"],
  );
});
