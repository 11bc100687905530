/** A swarm that a `node join` asks and is killed at, request by request: a real engine cannot be stopped at each on demand. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { type Asked, EngineRefusal, type Method } from "../../../engine/docker/docker.ts";
import type { NodeBook } from "../../../model/swarm-node.ts";
import { joinSwarm } from "./join-swarm.ts";
import { anEngine, at, never, nodeTools } from "./testing/node-tools.ts";

/** When the one who asks is gone: at which request, and whether the engine has done it. */
interface Death {
  readonly at: number;
  readonly done: boolean;
}

class Dead extends Error {}

/** What lasts between runs. */
class World {
  tokens = { Worker: "worker-0", Manager: "manager-0" };
  spec: { Labels?: Record<string, string> } & object = {};
  version = 1;
  joined = false;
  node: { Labels: Record<string, string>; Role: string; Availability: string } = {
    Labels: {},
    Role: "worker",
    Availability: "active",
  };
  book: NodeBook | undefined;
  /** Every token that a host was given. */
  readonly used = new Set<string>();
  /** Whether a task of a core service could have been put there at some time: those go where no zone is said. */
  tookCore = false;

  at(address: string, method: Method, path: string, { query, body }: Asked): unknown {
    const answer = this.#answer(`${address} ${method} ${path}`, query, body);
    const isCore = this.node.Labels["edgeward.zone"] === undefined;
    this.tookCore ||= this.joined && this.node.Availability === "active" && isCore;
    return answer;
  }

  #answer(asked: string, query: Asked["query"], body: Asked["body"]): unknown {
    const says = body as { JoinToken?: string; Availability?: string } | undefined;
    switch (asked) {
      case "unix:///manager GET /info":
        return {
          Swarm: {
            LocalNodeState: "active",
            ControlAvailable: true,
            NodeID: "m",
            NodeAddr: "10.0.0.1",
            Cluster: { ID: "s" },
          },
        };
      case "unix:///manager GET /swarm":
        return { ID: "s", JoinTokens: this.tokens, Version: { Index: this.version }, Spec: this.spec };
      case "unix:///manager POST /swarm/update": {
        const { version, rotateWorkerToken, rotateManagerToken } = query as Record<string, unknown>;
        if (version !== this.version) throw new EngineRefusal(500, "update out of sequence");
        this.version += 1;
        this.spec = body as object;
        if (rotateWorkerToken) this.tokens = { ...this.tokens, Worker: `worker-${this.version}` };
        if (rotateManagerToken) this.tokens = { ...this.tokens, Manager: `manager-${this.version}` };
        return undefined;
      }
      case "unix:///manager GET /nodes":
        return this.joined ? [{ ID: "w", Spec: this.node, Status: { State: "ready" } }] : [];
      case "unix:///manager GET /nodes/w":
        return { Version: { Index: 1 }, Spec: this.node };
      case "unix:///manager POST /nodes/w/update":
        this.node = body as typeof this.node;
        return undefined;
      case "unix:///edge GET /info":
        return { Swarm: this.joined ? { LocalNodeState: "active", NodeID: "w" } : { LocalNodeState: "inactive" } };
      case "unix:///edge POST /swarm/join":
        assert.equal(says?.JoinToken === this.tokens.Worker || says?.JoinToken === this.tokens.Manager, true);
        this.used.add(says?.JoinToken ?? "");
        this.joined = true;
        this.node = { ...this.node, Availability: says?.Availability ?? "active" };
        return undefined;
      default:
        return assert.fail(asked);
    }
  }
}

/** @returns how many requests it took; whoever is dead neither asks nor hears any more, not even to tidy up */
async function joins(world: World, manager: boolean, death?: Death): Promise<number> {
  let asked = 0;
  let die: (error: Dead) => void = () => undefined;
  const dying = new Promise<never>((_, reject) => {
    die = reject;
  });
  const silence = new Promise<never>(() => undefined);
  const engine = (address: string) =>
    anEngine(address, (method, path, request) => {
      asked += 1;
      const isLast = asked === death?.at;
      if (death && asked > death.at) return silence;
      if (isLast) die(new Dead());
      if (isLast && !death.done) return silence;
      const answer = world.at(address, method, path, request);
      return isLast ? silence : answer;
    });
  const book = {
    read: async () => world.book,
    change: async (swarm: string, edit: (nodes: NodeBook["nodes"]) => NodeBook["nodes"]) => {
      world.book = { swarm, nodes: edit(world.book?.nodes ?? []) };
    },
    forget: async () => undefined,
  };
  const wish = { labels: {}, manager, preflight: false };
  const joining = joinSwarm(nodeTools(engine, book), at("/manager"), at("/edge"), wish, never);
  await Promise.race([joining, dying]);
  return asked;
}

test.each([false, true])(
  "killed at any request, and run again: no token that was used lets anybody in, and it is a device node (as manager: %s)",
  async (manager) => {
    const requests = await joins(new World(), manager);
    assert.ok(requests > 8, `${requests}`);
    let lent = 0;
    for (let request = 1; request <= requests; request++) {
      for (const done of [false, true]) {
        const world = new World();
        await assert.rejects(joins(world, manager, { at: request, done }), Dead);
        const valid = () => [world.tokens.Worker, world.tokens.Manager].filter((token) => world.used.has(token));
        lent += valid().length;
        await joins(world, manager);
        const killed = `killed at request ${request}, done: ${done}`;
        assert.deepEqual([valid(), world.joined], [[], true], killed);
        const { Labels, Availability } = world.node;
        assert.deepEqual([Labels, Availability], [{ "edgeward.zone": "device" }, "active"], killed);
        assert.equal(world.tookCore, false, `${killed}: a core service may have been put there`);
        const { tokens } = world;
        await joins(world, manager);
        assert.deepEqual(world.tokens, tokens, "nothing is owed, so nothing is renewed");
      }
    }
    assert.ok(lent > 0, "some were killed while a token was lent");
  },
);

test("a manager's token that a killed run has lent is renewed by whichever host joins next", async () => {
  const world = new World();
  world.spec = { Labels: { "edgeward.manager-token": "lent" } };
  await joins(world, false);
  assert.notEqual(world.tokens.Manager, "manager-0");
});

test("a node that somebody else made, and holds back or not, stays as it is", async () => {
  for (const Availability of ["active", "drain"]) {
    const world = new World();
    world.joined = true;
    world.node = { Labels: {}, Role: "worker", Availability };
    await joins(world, false);
    assert.deepEqual(world.node, { Labels: {}, Role: "worker", Availability });
  }
});
