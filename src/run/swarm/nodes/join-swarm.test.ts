/** Engines that refuse on demand: a real one does not. Real ones join in test/lab/node.test.ts. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { type Docker, EngineRefusal, type Method } from "../../../engine/docker/docker.ts";
import type { EngineAddress } from "../../../model/engine-address.ts";
import { joinSwarm } from "./join-swarm.ts";
import type { NodeTools } from "./node-tools.ts";

type Answers = (asked: string, body: object | undefined) => unknown;

function anEngine(address: string, answers: Answers): Docker & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    address,
    api: "1.45",
    release: "26.1.5",
    asked,
    ask: async <Answer>(method: Method, path: string, request: { query?: object; body?: object } = {}) => {
      const said = `${method} ${path}${request.query ? ` ${JSON.stringify(request.query)}` : ""}`;
      asked.push(said);
      return answers(said, request.body) as Answer;
    },
    stream: () => assert.fail(),
    hijack: () => assert.fail(),
    async [Symbol.asyncDispose]() {},
  };
}

const info = {
  Swarm: { LocalNodeState: "active", ControlAvailable: true, NodeID: "m", NodeAddr: "10.0.0.1", Cluster: { ID: "s" } },
};

function aManager(conflicts: number) {
  let version = 7;
  return anEngine("unix:///manager", (asked) => {
    if (asked.startsWith("GET /info")) return info;
    if (asked.startsWith("GET /nodes")) return [];
    if (asked === "GET /swarm") {
      return { JoinTokens: { Worker: "W", Manager: "M" }, Version: { Index: version }, Spec: { Name: "default" } };
    }
    assert.match(asked, /^POST \/swarm\/update/);
    if (!asked.includes("rotate")) return undefined;
    version += 1;
    if (version <= 7 + conflicts) throw new EngineRefusal(500, "rpc error: update out of sequence");
    return undefined;
  });
}

function toolsFor(manager: Docker, joiner: Docker): NodeTools {
  const used: Omit<NodeTools, "door" | "engine"> = {
    clock: { now: () => 0, elapsed: () => 0, sleep: async () => undefined },
    tell: () => undefined,
    address: async () => assert.fail(),
    connect: async (address) => (address.by === "unix" && address.path === "/manager" ? manager : joiner),
    book: { read: async () => undefined, write: async () => undefined, forget: async () => undefined },
    helperImage: () => assert.fail(),
    engineFacts: async () => ({
      hostname: "edge",
      release: "26.1.5",
      api: "1.45",
      rootless: false,
      liveRestore: false,
      clock: { aheadMs: 0, withinMs: 0 },
    }),
    lookAt: () => assert.fail(),
    unlockKeys: { keep: () => assert.fail(), kept: async () => [], open: () => assert.fail() },
  };
  return used as NodeTools;
}

const at = (path: string): EngineAddress => ({ by: "unix", path });
const wish = { labels: {}, manager: false, preflight: false };
const never = new AbortController().signal;

test.each([false, true])("a token is renewed even where the host could not join (as manager: %s)", async (manager) => {
  const asked = aManager(2);
  let token: unknown;
  const joiner = anEngine("unix:///edge", (said, body) => {
    if (said.startsWith("GET /info")) return { Swarm: { LocalNodeState: "inactive" } };
    token = (body as { JoinToken?: unknown }).JoinToken;
    throw new EngineRefusal(500, "it cannot be reached");
  });
  const joining = joinSwarm(toolsFor(asked, joiner), at("/manager"), at("/edge"), { ...wish, manager }, never);
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

test("a host that is locked, or another swarm's, is left alone", async () => {
  for (const LocalNodeState of ["locked", "pending", "error"]) {
    const manager = aManager(0);
    const joiner = anEngine("unix:///edge", () => ({ Swarm: { LocalNodeState } }));
    await assert.rejects(joinSwarm(toolsFor(manager, joiner), at("/manager"), at("/edge"), wish, never), {
      code: "not-ready",
    });
    assert.deepEqual(
      joiner.asked.filter((one) => !one.startsWith("GET")),
      [],
    );
    assert.deepEqual(
      manager.asked.filter((one) => !one.startsWith("GET")),
      [],
    );
  }
});
