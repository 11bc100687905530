/** Engines that refuse on demand: a real one does not. Real ones join in test/lab/node.test.ts. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import { joinSwarm } from "./join-swarm.ts";
import { anEngine, at, never, nodeTools } from "./testing/node-tools.ts";

const info = {
  Swarm: { LocalNodeState: "active", ControlAvailable: true, NodeID: "m", NodeAddr: "10.0.0.1", Cluster: { ID: "s" } },
};

function aManager(conflicts: number) {
  let version = 7;
  return anEngine("unix:///manager", (method, path, { query = {} }) => {
    if (path === "/info") return info;
    if (path === "/nodes") return [];
    if (`${method} ${path}` === "GET /swarm") {
      const JoinTokens = { Worker: "W", Manager: "M" };
      return { ID: "s", JoinTokens, Version: { Index: version }, Spec: { Name: "default" } };
    }
    assert.equal(`${method} ${path}`, "POST /swarm/update");
    if (!("rotateWorkerToken" in query) && !("rotateManagerToken" in query)) return undefined;
    version += 1;
    if (version <= 7 + conflicts) throw new EngineRefusal(500, "rpc error: update out of sequence");
    return undefined;
  });
}

const wish = { labels: {}, manager: false, preflight: false };

test.each([false, true])("a token is renewed even where the host could not join (as manager: %s)", async (manager) => {
  const asked = aManager(2);
  let token: unknown;
  const joiner = anEngine("unix:///edge", (_, path, { body }) => {
    if (path === "/info") return { Swarm: { LocalNodeState: "inactive" } };
    token = (body as { JoinToken?: unknown }).JoinToken;
    throw new EngineRefusal(500, "it cannot be reached");
  });
  const tools = nodeTools((address) => (address === asked.address ? asked : joiner));
  const joining = joinSwarm(tools, at("/manager"), at("/edge"), { ...wish, manager }, never);
  await assert.rejects(joining, { code: "not-ready", message: /it cannot be reached/ });
  const which = manager ? "rotateManagerToken" : "rotateWorkerToken";
  assert.equal(token, manager ? "M" : "W");
  // Somebody else changed the swarm twice meanwhile.
  assert.deepEqual(
    asked.asked.filter((one) => one.startsWith("POST")),
    [
      // First it is written down that it is lent.
      'POST /swarm/update {"version":7}',
      ...[7, 8, 9].map((version) => `POST /swarm/update {"version":${version},"${which}":true}`),
    ],
  );
});

test("a host that is still joining, or cannot take part, is not sent away as another swarm's", async () => {
  const manager = aManager(0);
  for (const [Swarm, words] of [
    [{ LocalNodeState: "pending" }, { message: /it is still joining/, remedy: /Wait for it/ }],
    [{ LocalNodeState: "error", Error: "certificate has expired" }, { message: /certificate has expired/ }],
  ] as const) {
    const joiner = anEngine("unix:///edge", () => ({ Swarm }));
    const tools = nodeTools((address) => (address === manager.address ? manager : joiner));
    await assert.rejects(joinSwarm(tools, at("/manager"), at("/edge"), wish, never), { code: "not-ready", ...words });
  }
});

test("a host that is locked, or another swarm's, is left alone", async () => {
  for (const LocalNodeState of ["locked", "pending", "error"]) {
    const manager = aManager(0);
    const joiner = anEngine("unix:///edge", () => ({ Swarm: { LocalNodeState } }));
    const tools = nodeTools((address) => (address === manager.address ? manager : joiner));
    await assert.rejects(joinSwarm(tools, at("/manager"), at("/edge"), wish, never), { code: "not-ready" });
    for (const { asked } of [joiner, manager])
      assert.deepEqual(
        asked.filter((one) => !one.startsWith("GET")),
        [],
      );
  }
});
