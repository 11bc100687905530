/** What the probes of tasks make of what an engine shows them of containers, in the test; on a real swarm they are in test/lab/swarm-proof.test.ts. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { Asked, Method } from "../../engine/docker/docker.ts";
import type { ServiceSpec } from "../../model/engine-api.ts";
import { taskPrivileges } from "./task-privileges.ts";
import { taskSecretsOnly } from "./task-secrets-only.ts";
import { aScene, type Seen } from "./testing/a-manager.ts";
import { aNode } from "./testing/nodes.ts";

const one = aNode("one");
const { signal } = new AbortController();
const secret = { SecretName: "shop_password", File: { Name: "password", UID: "0", GID: "0", Mode: 0o400 } };
const held = { ...secret, SecretID: "abc" };
const web = {
  Name: "shop_web",
  Mode: { Replicated: { Replicas: 1 } },
  TaskTemplate: {
    ContainerSpec: { Privileges: { NoNewPrivileges: true }, Secrets: [secret], CapabilityDrop: ["ALL"] },
    Placement: {},
  },
} as unknown as ServiceSpec;
const none = "0000000000000000";
const inside = (more: readonly string[] = [], bounding = none) => [
  `process Name: web Pid: 1 Uid: 0,0,0,0 CapInh: ${none} CapBnd: ${bounding} NoNewPrivs: 1 Seccomp: 2 `,
  "ended cat 0",
  "own mnt:[2]",
  "in 1 mnt:[1]",
  "ended ls 0",
  "file abc 0 0 400 /run/secrets/password",
  ...more,
  "mounts 20",
  "told",
];
const service = (ID: string, Name: string, Secrets = [held]) => ({
  ID,
  Spec: { Name, TaskTemplate: { ContainerSpec: { Secrets } } },
});
const task = (ID: string, ServiceID: string, State = "running") => ({
  ID,
  ServiceID,
  NodeID: one.id,
  DesiredState: "running",
  Status: { State, ContainerStatus: { ContainerID: `container-of-${ID}` } },
  Spec: { ContainerSpec: { Secrets: [held] } },
});
const aSwarm = (parts: Partial<Seen> = {}): Seen => ({
  nodes: [one],
  services: [service("s1", "shop_web")],
  tasks: [task("t1", "s1")],
  secrets: [
    { ID: "abc", Spec: { Name: "shop_password" } },
    { ID: "xyz", Spec: { Name: "shop_other" } },
  ],
  inside: { "container-of-t1": inside() },
  ...parts,
});
const looked = async (probe: typeof taskSecretsOnly, parts?: Partial<Seen>) => {
  const seen = await probe.look(aScene(aSwarm(parts), [web]), signal);
  return seen.map(({ service: of, verdict, evidence }) => `${of} ${verdict}: ${evidence}`).join();
};

test("its own and nobody else's: pass", async () => {
  assert.match(await looked(taskSecretsOnly), /^web pass: 1 secret on one/);
  assert.match(await looked(taskPrivileges), /^web pass: 1 process on one/);
});

test("a secret too many and a capability too many in a task: fail", async () => {
  const more = { "container-of-t1": inside(["file xyz 0 0 444 /run/secrets/other"], "0000000000001000") };
  assert.match(await looked(taskSecretsOnly, { inside: more }), /^web fail: on one: not promised: shop_other/);
  assert.match(await looked(taskPrivileges, { inside: more }), /^web fail: on one: web has NET_ADMIN/);
});

test("a service that nobody promised it, of whatever stack, or a task of one that is gone, has it too: fail", async () => {
  const services = [service("s1", "shop_web"), service("s2", "other_spy")];
  assert.match(await looked(taskSecretsOnly, { services }), /^web fail: other_spy has shop_password too/);
  const gone = { tasks: [task("t1", "s1"), task("t2", "s9")] };
  assert.match(await looked(taskSecretsOnly, gone), /^web fail: a service that is gone has shop_password too/);
  const over = { tasks: [task("t1", "s1"), task("t2", "s9", "shutdown")] };
  assert.match(await looked(taskSecretsOnly, over), /^web pass/);
});

test("a view that tells nothing, or not all, is unknown to both", async () => {
  for (const lines of [[], inside().slice(0, -1)])
    for (const probe of [taskSecretsOnly, taskPrivileges])
      assert.match(await looked(probe, { inside: { "container-of-t1": lines } }), /^web unknown: one: /);
});

test("told to stop while the engine makes a container to look with, it removes that one, too", async () => {
  const stop = new AbortController();
  const scene = aScene(aSwarm(), [web]);
  const { manager } = scene.swarm;
  const ask = async <Answer>(method: Method, path: string, request?: Asked): Promise<Answer> => {
    const asked = manager.ask<Answer>(method, path, request);
    if (path !== "/containers/create") return await asked;
    stop.abort(new Error("enough"));
    // As an engine's client does: the answer does not come, and the engine makes it nevertheless.
    if (request?.signal?.aborted) return await asked.then(() => Promise.reject(request.signal?.reason));
    return await asked;
  };
  const swarm = { ...scene.swarm, engineOf: async () => ({ ...manager, ask }) };
  await assert.rejects(taskPrivileges.look({ ...scene, swarm }, stop.signal), /enough/);
  assert.deepEqual(
    scene.asked.filter((what) => what.includes("containers")),
    ["POST /containers/create", "DELETE /containers/look-0"],
  );
});
