/** With an engine in the test, which says of tasks what the test wants said. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { Docker } from "../../../engine/docker/docker.ts";
import { throwAwayLabel } from "../../../model/swarm-plan.ts";
import { type Helper, startHelpers } from "./start.ts";

const helper: Helper = {
  name: "h",
  by: "a-probe",
  node: "n1",
  image: "i",
  script: "true",
  networks: [{ Target: "host" }],
};

function anEngine(states: readonly object[]) {
  const bodies: Sent[] = [];
  let looks = 0;
  const ask = async (method: string, path: string, { body }: { readonly body?: Sent }) => {
    if (method === "POST" && path === "/services/create" && body) bodies.push(body);
    if (path !== "/tasks") return { ID: "s1" };
    const Status = states[Math.min(looks++, states.length - 1)];
    return Status ? [{ ID: "t1", ServiceID: "s1", Status }] : [];
  };
  let now = 0;
  const clock = {
    elapsed: () => now,
    async sleep(ms: number) {
      now += ms;
    },
  };
  const start = (one = helper) =>
    startHelpers({ ask } as unknown as Docker, [one], 5_000, clock, new AbortController().signal);
  return { start, bodies };
}

interface Sent {
  readonly Labels: object;
  readonly TaskTemplate: {
    readonly ContainerSpec: Readonly<Record<string, unknown>>;
    readonly Placement: object;
    readonly RestartPolicy: object;
  };
}

test("each is marked, service and container, has no right that it was not given, and is on its node, once", async () => {
  const { start, bodies } = anEngine([{ State: "running" }]);
  await start();
  await start({ ...helper, capabilities: ["NET_RAW"] });
  const mark = { [throwAwayLabel]: "a-probe" };
  for (const { Labels, TaskTemplate } of bodies) {
    const { ContainerSpec, Placement, RestartPolicy } = TaskTemplate;
    assert.deepEqual([Labels, ContainerSpec.Labels], [mark, mark]);
    assert.deepEqual(ContainerSpec.CapabilityDrop, ["ALL"]);
    assert.deepEqual([ContainerSpec.Privileges, ContainerSpec.ReadOnly], [{ NoNewPrivileges: true }, true]);
    assert.deepEqual([Placement, RestartPolicy], [{ Constraints: ["node.id == n1"] }, { Condition: "none" }]);
  }
  assert.deepEqual(
    bodies.map(({ TaskTemplate }) => TaskTemplate.ContainerSpec.CapabilityAdd),
    [undefined, ["NET_RAW"]],
  );
});

test("it is waited for until it runs or has run", async () => {
  for (const State of ["running", "complete"]) {
    const { start } = anEngine([{ State: "pending" }, { State: "starting" }, { State }]);
    assert.deepEqual(await start(), ["t1"]);
  }
});

test("one that cannot run, or does not begin in time, is told in the engine's own words", async () => {
  await assert.rejects(
    anEngine([{ State: "rejected", Err: "No such image: i" }]).start(),
    /could not run: No such image: i/,
  );
  await assert.rejects(
    anEngine([{ State: "pending", Message: "no suitable node" }]).start(),
    /within 5 s: no suitable node/,
  );
});
