/** An engine on which the container is gone, and perhaps the volume: a real one has it in test/lab/tokens.test.ts. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "vitest";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { type Docker, EngineRefusal, type Method } from "../../docker/docker.ts";
import { archiveOf } from "../../images/archive.ts";
import type { ServiceSeen } from "../swarm/objects.ts";
import { fileSource } from "./file-source.ts";

const { signal } = new AbortController();
const bytes = Buffer.from(JSON.stringify({ auth: { client_token: "hvs.x", lease_duration: 60, renewable: true } }));
const place = { service: "app", file: "/tmp/edgex/secrets/app/secrets-token.json", secret: { name: "s" }, runsOn: [] };
const mount = { Type: "volume", Source: "plant_tokens", Target: "/tmp/edgex/secrets" };
const service = {
  ID: "setup",
  Spec: { Name: "plant_setup", TaskTemplate: { ContainerSpec: { Image: "setup:1" } } },
} as ServiceSeen;

function aSource(volumes: Set<string>) {
  const made = new Set<string>();
  const ask = async (method: Method, path: string) => {
    switch (`${method} ${path}`) {
      case "GET /tasks": {
        const Status = { State: "complete", ContainerStatus: { ContainerID: "gone" } };
        return [
          { ID: "t", NodeID: "m", CreatedAt: "1970-01-01T00:00:00Z", DesiredState: "shutdown", Status, Spec: {} },
        ];
      }
      case "GET /containers/json":
        return [];
      case "POST /containers/create":
        // As an engine does for a name that it does not know.
        volumes.add(mount.Source);
        made.add("c");
        return { Id: "c" };
      case "DELETE /containers/c":
        return void made.delete("c");
      default:
        if (path === `/volumes/${mount.Source}` && volumes.has(mount.Source)) return { Name: mount.Source };
        throw new EngineRefusal(404, "get: no such volume");
    }
  };
  const stream = async (_method: Method, path: string) => {
    if (path !== "/containers/c/archive") throw new EngineRefusal(404, "No such container: gone");
    return Readable.from([archiveOf([{ path: "secrets-token.json", bytes, mode: 0o600 }])]);
  };
  const docker = { address: "unix:///m", ask, stream } as unknown as Docker;
  const nodes = async () => [{ id: "m", hostname: "m" }] as SwarmNode[];
  const reach = { manager: docker, nodes, engineOf: async () => docker };
  const never = () => assert.fail();
  return {
    made,
    source: fileSource({ reach, writer: { service, mount }, store: never, setup: never, nowMs: () => 0 }),
  };
}

test("a token is read out of its volume when no container is left, and nothing of ours stays", async () => {
  const { source, made } = aSource(new Set([mount.Source]));
  assert.equal((await source.pick(place, signal)).is, "token");
  assert.equal(made.size, 0);
});

test("where the volume is gone, too, none is made: nobody would ever remove it, and the stack's own settings would not be in it", async () => {
  const volumes = new Set<string>();
  const { source } = aSource(volumes);
  await source.pick(place, signal);
  assert.equal(volumes.size, 0);
  assert.deepEqual(await source.pick(place, signal), { is: "absent" });
});
