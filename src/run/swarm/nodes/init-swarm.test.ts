/** A manager that is one already: a real one is asked in test/lab/node.test.ts, which locks none. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import { initSwarm } from "./init-swarm.ts";
import { anEngine, at, never, nodeTools } from "./testing/node-tools.ts";

function aManager(isAutolocked: boolean, conflicts = 0) {
  let spec: object = { Name: "default", EncryptionConfig: { AutoLockManagers: isAutolocked } };
  let version = 7;
  const engine = anEngine("unix:///manager", (method, path, { query, body }) => {
    switch (`${method} ${path}`) {
      case "GET /info":
        return { Swarm: { LocalNodeState: "active", ControlAvailable: true, NodeID: "m", Cluster: { ID: "s" } } };
      case "GET /swarm":
        return { ID: "s", Version: { Index: version }, Spec: spec };
      case "POST /swarm/update": {
        const isLate = version < 7 + conflicts || query?.version !== version;
        version += 1;
        if (isLate) throw new EngineRefusal(500, "rpc error: update out of sequence");
        spec = body as object;
        return undefined;
      }
      case "GET /nodes/m":
        return { Version: { Index: 1 }, Spec: { Labels: {}, Role: "manager", Availability: "active" } };
      default:
        return assert.fail(`${method} ${path}`);
    }
  });
  return { engine, spec: () => spec };
}

const wish = { dataPathPort: 4789, preflight: true };

test("a swarm that is there is locked when that is asked for, and its key kept", async () => {
  const { engine, spec } = aManager(false, 2);
  const made = await initSwarm(
    nodeTools(() => engine),
    at("/manager"),
    { ...wish, autolock: true },
    never,
  );
  assert.deepEqual(spec(), { Name: "default", EncryptionConfig: { AutoLockManagers: true } });
  assert.equal(made.node?.unlockKey, "/keys/s.unlock-key");
});

test("one that is locked stays so, and one that is not is not changed, where nothing was asked for", async () => {
  for (const [isLocked, autolock] of [
    [true, false],
    [true, true],
    [false, false],
  ] as const) {
    const { engine } = aManager(isLocked);
    const made = await initSwarm(
      nodeTools(() => engine),
      at("/manager"),
      { ...wish, autolock },
      never,
    );
    assert.equal(made.node?.unlockKey !== undefined, isLocked);
    assert.deepEqual(
      engine.asked.filter((one) => one.startsWith("POST")),
      [],
    );
  }
});
