/** A swarm that a `node join` asks and is killed at, request by request: a real engine cannot be stopped at each on demand. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { type Asked, type Docker, EngineRefusal, type Method } from "../../../engine/docker/docker.ts";
import type { EngineAddress } from "../../../model/engine-address.ts";
import type { NodeBook } from "../../../model/swarm-node.ts";
import { joinSwarm } from "./join-swarm.ts";
import type { NodeTools } from "./node-tools.ts";

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
  node = { Labels: {}, Role: "worker", Availability: "active" };
  book: NodeBook | undefined;
  /** Every token that a host was given. */
  readonly used = new Set<string>();

  at(address: string, method: Method, path: string, { query, body }: Asked): unknown {
    const says = body as { JoinToken?: string } | undefined;
    switch (`${address} ${method} ${path}`) {
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
        return { JoinTokens: this.tokens, Version: { Index: this.version }, Spec: this.spec };
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
        return undefined;
      default:
        return assert.fail(`${address} ${method} ${path}`);
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
  const never = new Promise<never>(() => undefined);
  const engine = (address: string): Docker => ({
    address,
    api: "1.45",
    release: "26.1.5",
    ask: async <Answer>(method: Method, path: string, request: Asked = {}) => {
      asked += 1;
      const isLast = asked === death?.at;
      if (death && asked > death.at) return never;
      if (isLast) die(new Dead());
      if (isLast && !death.done) return never;
      const answer = world.at(address, method, path, request);
      return isLast ? never : (answer as Answer);
    },
    stream: () => assert.fail(),
    hijack: () => assert.fail(),
    async [Symbol.asyncDispose]() {},
  });
  const used: Omit<NodeTools, "door" | "engine"> = {
    clock: { now: () => 0, elapsed: () => 0, sleep: async () => undefined },
    tell: () => undefined,
    address: async () => assert.fail(),
    connect: async (address) => engine(address.by === "unix" ? `unix://${address.path}` : assert.fail()),
    book: {
      read: async () => world.book,
      write: async (book) => {
        world.book = book;
      },
      forget: async () => undefined,
    },
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
  const wish = { labels: {}, manager, preflight: false };
  const joining = joinSwarm(used as NodeTools, at("/manager"), at("/edge"), wish, new AbortController().signal);
  await Promise.race([joining, dying]);
  return asked;
}

const at = (path: string): EngineAddress => ({ by: "unix", path });

test.each([false, true])(
  "killed at any request, and run again: no token that was used lets anybody in (as manager: %s)",
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
        assert.deepEqual([valid(), world.joined], [[], true], `killed at request ${request}, done: ${done}`);
        const { tokens } = world;
        await joins(world, manager);
        assert.deepEqual(world.tokens, tokens, "nothing is owed, so nothing is renewed");
      }
    }
    assert.ok(lent > 0, "some were killed while a token was lent");
  },
);
