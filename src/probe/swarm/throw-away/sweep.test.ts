/** With a swarm in the test, which ends what it is told to end in its own time: a real one does not do so on demand. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { type Docker, EngineRefusal } from "../../../engine/docker/docker.ts";
import { Fault } from "../../../model/fault.ts";
import { aNode } from "../testing/nodes.ts";
import { sweep } from "./sweep.ts";

const label = "edgeward.throw-away=a-probe";

/** @param slow looks after which a task is gone, when its service is */
function aSwarm({
  slow = 0,
  services = ["s1"],
  tasks = ["t1"],
  networks = ["n1"],
  containers = ["c1"],
  stuck = false,
} = {}) {
  const there = { services: [...services], tasks: [...tasks], networks: [...networks], containers: [...containers] };
  const order: string[] = [];
  let looks = 0;
  const ask = async (method: string, path: string, { query }: { readonly query?: object } = {}) => {
    const [, kind = "", id = ""] = /^\/(\w+)\/?(.*)$/.exec(path) ?? [];
    const all = there[kind as keyof typeof there];
    if (method === "GET") {
      assert.deepEqual(query, { ...(kind === "containers" && { all: true }), filters: { label: { [label]: true } } });
      if (kind === "tasks" && there.services.length === 0 && looks++ >= slow) there.tasks.length = 0;
      return all.map((ID) => ({ ID, Id: ID }));
    }
    if (kind === "networks" && there.tasks.length > 0) throw new EngineRefusal(409, "has active endpoints");
    if (stuck && kind === "containers") throw new EngineRefusal(409, "removal in progress");
    if (!all.includes(id)) throw new EngineRefusal(404, "not found");
    order.push(kind);
    all.splice(all.indexOf(id), 1);
    return undefined;
  };
  const manager = { ask, address: "unix:///in-the-test" } as unknown as Docker;
  let now = 0;
  const clock = {
    elapsed: () => now,
    async sleep(ms: number) {
      now += ms;
    },
  };
  const reached = { engineOf: async (): Promise<Docker | undefined> => manager };
  const go = (more: Partial<typeof reached> = {}) =>
    sweep(
      { swarm: { manager, nodes: async () => [aNode("one")], ...reached, ...more }, clock },
      "a-probe",
      new AbortController().signal,
    );
  return { there, order, go };
}
const empty = { services: [], tasks: [], networks: [], containers: [] };

test("services go, then what was waiting for their tasks to end, then containers that a node forgot", async () => {
  const { there, order, go } = aSwarm({ slow: 5 });
  await go();
  assert.deepEqual([there, order], [empty, ["services", "networks", "containers"]]);
  await go();
  assert.equal(order.length, 3, "a second time there is nothing to do");
});

test("a container alone, which no swarm knows of any more, is found on its node", async () => {
  const { there, go } = aSwarm({ services: [], tasks: [], networks: [] });
  await go();
  assert.deepEqual(there, empty);
});

test("what stays is told, a node that does not answer is the next run's", async () => {
  await assert.rejects(aSwarm({ slow: 1e9 }).go(), /tasks of the probe's are still there/);
  await assert.rejects(aSwarm({ stuck: true }).go(), /containers of the probe's are still on unix:\/\/\/in-the-test/);
  for (const engineOf of [
    async () => undefined,
    async () => Promise.reject(new Fault("unreachable", "no answer", "Look there.")),
  ]) {
    const { there, go } = aSwarm();
    await go({ engineOf });
    assert.deepEqual(there, { ...empty, containers: ["c1"] });
  }
});
