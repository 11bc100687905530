/** An engine that counts containers, and connections that the test ends: a real store does not fall silent on demand. */
import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { test } from "vitest";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { type Docker, EngineRefusal, type Method } from "../../docker/docker.ts";
import type { ServiceSeen } from "../swarm/objects.ts";
import type { Reach } from "../swarm/reach.ts";
import { tunnels } from "./tunnels.ts";

const { signal } = new AbortController();
const store = { ID: "store", Spec: { Name: "plant_store" } } as ServiceSeen;

/** In a frame, as an engine hands on what a program prints. */
function framed(text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

function anEngine() {
  const living = new Set<string>();
  const state = { answers: true, made: 0, asked: 0 };
  const ask = async (method: Method, path: string) => {
    await new Promise((resolve) => setImmediate(resolve));
    const [, kind, id = "", verb] = path.split("/");
    if (`${method} ${kind}` === "GET tasks") {
      const Status = { State: "running", ContainerStatus: { ContainerID: "c" } };
      return [
        {
          ID: "t",
          NodeID: "m",
          ServiceID: "store",
          CreatedAt: "1970-01-01T00:00:00Z",
          DesiredState: "running",
          Status,
          Spec: {},
        },
      ];
    }
    if (`${method} ${id}` === "GET json") return [];
    if (`${method} ${id}` === "POST create") {
      living.add(`made-${++state.made}`);
      return { Id: `made-${state.made}` };
    }
    if (method === "DELETE") return void living.delete(id);
    if (!living.has(id)) throw new EngineRefusal(409, "container is not running");
    return verb === "exec" ? { Id: id } : undefined;
  };
  const hijack = async () => {
    state.asked += 1;
    const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    const text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    setImmediate(() => {
      if (state.answers) socket.push(framed(text));
      socket.push(null);
    });
    return socket;
  };
  return { docker: { address: "unix:///m", ask, hijack } as unknown as Docker, state, living };
}

function aReach(docker: Docker): Reach {
  return {
    manager: docker,
    nodes: async () => [{ id: "m", hostname: "m" }] as SwarmNode[],
    engineOf: async () => docker,
  };
}

test("however many ask at once, one container leads to the store; while that is silent no more than one each time that it was asked", async () => {
  const { docker, state, living } = anEngine();
  const open = tunnels(aReach(docker), async () => "helper");
  const asks = open.to({ service: store, host: "store", port: 8200 });
  const all = () =>
    Promise.allSettled(Array.from({ length: 19 }, () => asks({ method: "GET", path: "/v1/sys/health" }, signal)));
  assert.deepEqual(new Set((await all()).map(({ status }) => status)), new Set(["fulfilled"]));
  assert.equal(state.made, 1);
  state.answers = false;
  assert.deepEqual(new Set((await all()).map(({ status }) => status)), new Set(["rejected"]));
  assert.ok(state.made <= 3, `${state.made} containers for one look at a store that is silent`);
  await open[Symbol.asyncDispose]();
  assert.equal(living.size, 0);
});

test("a tunnel that ended by itself is replaced, once for all who ask", async () => {
  const { docker, state, living } = anEngine();
  const open = tunnels(aReach(docker), async () => "helper");
  const asks = open.to({ service: store, host: "store", port: 8200 });
  await asks({ method: "GET", path: "/v1/sys/health" }, signal);
  living.clear();
  const all = await Promise.allSettled(
    Array.from({ length: 19 }, () => asks({ method: "GET", path: "/v1/sys/health" }, signal)),
  );
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set(["fulfilled"]));
  assert.equal(state.made, 2);
  await open[Symbol.asyncDispose]();
  assert.equal(living.size, 0);
});
