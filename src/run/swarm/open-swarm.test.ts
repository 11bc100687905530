/** The order of what is asked when a swarm is opened. An engine that answers when it is told to stands for a real one: those are in test/lab. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { type Docker, EngineRefusal } from "../../engine/docker/docker.ts";
import { openSwarm } from "./open-swarm.ts";
import type { SwarmTools } from "./swarm-tools.ts";

const signal = new AbortController().signal;
const unix = { by: "unix", path: "/run/docker.sock" } as const;
const info = (over: object = {}) => ({
  Swarm: { LocalNodeState: "active", ControlAvailable: true, NodeID: "n1", Cluster: { ID: "s1" }, ...over },
});

/** @param answers by path; what is thrown is a refusal */
function opening(answers: Readonly<Record<string, () => unknown>>) {
  const closed: string[] = [];
  const asked: string[] = [];
  const docker = {
    address: "unix:///run/docker.sock",
    ask: async (_method: string, path: string) => {
      asked.push(path);
      return answers[path]?.();
    },
    [Symbol.asyncDispose]: async () => void closed.push("manager"),
  } as unknown as Docker;
  const tools = { connect: async () => docker, book: { read: async () => undefined } } as unknown as SwarmTools;
  return { closed, asked, docker, open: () => openSwarm(tools, unix, signal) };
}

const nodes = [{ ID: "n1", Spec: { Role: "manager", Availability: "active" } }];

test("a swarm is open before its manager has said which node it is, and whoever needs that waits for it", async () => {
  let answer: (said: unknown) => void = () => {};
  const slow = new Promise((resolve) => {
    answer = resolve;
  });
  const { open, docker } = opening({ "/swarm": () => ({ ID: "s1" }), "/info": () => slow, "/nodes": () => nodes });
  const swarm = await open();
  assert.equal(swarm.id, "s1");
  let known: unknown;
  const knowing = swarm.nodes(signal).then((all) => {
    known = all;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(known, undefined);
  answer(info());
  await knowing;
  const [node] = await swarm.nodes(signal);
  assert.equal(node?.reach, "unix:///run/docker.sock", "its own engine reaches it");
  assert.ok(node);
  assert.equal(await swarm.engineOf(node, signal), docker);
});

test("an answer that did not come is asked for again, and one that came is kept", async () => {
  let asked = 0;
  const answers = {
    "/swarm": () => ({ ID: "s1" }),
    "/nodes": () => nodes,
    "/info": () => {
      asked += 1;
      if (asked === 1) throw new EngineRefusal(500, "it starts");
      return info();
    },
  };
  const swarm = await opening(answers).open();
  assert.equal((await swarm.nodes(signal)).length, 1);
  await swarm.nodes(signal);
  assert.equal(asked, 2);
});

test("what is no manager is told what it is, and let go", async () => {
  const refused = () => {
    throw new EngineRefusal(503, "This node is not a swarm manager");
  };
  const worker = info({
    ControlAvailable: false,
    Cluster: null,
    RemoteManagers: [{ NodeID: "n9", Addr: "10.0.0.9:2377" }],
  });
  for (const [said, words] of [
    [worker, /is a worker of its swarm/],
    [{ Swarm: { LocalNodeState: "inactive" } }, /is in no swarm/],
    [{ Swarm: { LocalNodeState: "locked" } }, /is locked/],
    [info({ Cluster: null, Error: "no leader" }), /no leader/],
  ] as const) {
    const { open, closed } = opening({ "/swarm": refused, "/info": () => said });
    await assert.rejects(open(), { code: "not-ready", message: words });
    assert.deepEqual(closed, ["manager"]);
  }
});
