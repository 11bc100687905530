/**
 * A swarm's manager, and the engines of its nodes, in the test: for what real ones do not do on demand (a capture that does not begin, one
 * that falls silent, a network that somebody made otherwise). What it answers is what an engine of 26.1 answers, as far as it is read.
 */

import { Readable } from "node:stream";
import { setImmediate as later } from "node:timers/promises";
import { type Asked, type Docker, EngineRefusal, type Method } from "../../../engine/docker/docker.ts";
import type { ServiceSpec } from "../../../model/engine-api.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { SwarmScene } from "../scene.ts";
import type { SeenService, SeenTask } from "../tasks/tasks.ts";

/** What a probe has started: its specification, and how it prints a line. */
export interface Started {
  readonly name: string;
  readonly node: string;
  readonly script: string;
  readonly networks: readonly { readonly Target: string; readonly Aliases?: readonly string[] }[];
  say(line: string): void;
  /** As when its node is gone. */
  breakOff(): void;
}

export interface Seen {
  readonly nodes: readonly SwarmNode[];
  readonly networks?: readonly { readonly Id: string; readonly Name: string; readonly [field: string]: unknown }[];
  readonly services?: readonly SeenService[];
  readonly tasks?: readonly SeenTask[];
  readonly secrets?: readonly { readonly ID: string; readonly Spec: { readonly Name: string } }[];
  readonly dataPathPort?: number;
  /** What a container of the probe's prints that looks into one, by that one's id. */
  readonly inside?: Readonly<Record<string, readonly string[]>>;
  /** Of any node. */
  readonly containers?: readonly object[];
}

interface Body {
  readonly Name: string;
  readonly HostConfig?: { readonly PidMode: string };
  readonly TaskTemplate: {
    readonly ContainerSpec: { readonly Command: readonly string[] };
    readonly Placement: { readonly Constraints: readonly string[] };
    readonly Networks: Started["networks"];
  };
}

/**
 * @param onStart told of each task that a probe has made @param onSleep time goes on only when somebody waits
 * @returns the scene, and each change that was asked for
 */
export function aScene(
  seen: Seen,
  promised: readonly ServiceSpec[],
  onStart: (started: Started) => void = () => undefined,
  onSleep: () => void = () => undefined,
): SwarmScene & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const streams = new Map<string, Readable>();
  const looking = new Map<string, string>();
  let now = 0;
  let bytes = 0;
  const answer = (method: Method, path: string, { body, query }: Asked): unknown => {
    if (method !== "GET") asked.push(`${method} ${path}`);
    // What of the probes' own is there.
    if (method === "GET" && JSON.stringify(query ?? {}).includes("edgeward.throw-away")) return [];
    const made = body as Body;
    switch (`${method} ${path}`) {
      case "POST /services/create": {
        const stream = new Readable({ read: () => undefined });
        // Whoever reads it is told.
        stream.once("error", () => undefined);
        streams.set(made.Name, stream);
        const { ContainerSpec, Placement, Networks } = made.TaskTemplate;
        onStart({
          name: made.Name,
          node: Placement.Constraints[0]?.split(" == ")[1] ?? "",
          script: ContainerSpec.Command.at(-1) ?? "",
          networks: Networks,
          say: (line) => void stream.push(frame(`${line}\n`)),
          breakOff: () => void stream.destroy(new Error("the node is gone")),
        });
        return { ID: made.Name };
      }
      case "POST /networks/create":
        return { Id: made.Name };
      case "POST /containers/create": {
        const id = `look-${looking.size}`;
        looking.set(id, made.HostConfig?.PidMode.slice("container:".length) ?? "");
        return { Id: id };
      }
      case "GET /tasks":
        return query
          ? [...streams.keys()].map((ID) => ({ ID, ServiceID: ID, Status: { State: "running" } }))
          : (seen.tasks ?? []);
      case "GET /services":
        return seen.services ?? [];
      case "GET /secrets":
        return seen.secrets ?? [];
      case "GET /configs":
        return [];
      case "GET /networks":
        return seen.networks ?? [];
      case "GET /swarm":
        return { DataPathPort: seen.dataPathPort ?? 0 };
      case "GET /containers/json":
        return seen.containers ?? [];
    }
    const network = /^\/networks\/(.+)$/.exec(path)?.[1];
    if (network === undefined) return { Id: "sha256:helper" };
    const found = seen.networks?.find(({ Name }) => Name === decodeURIComponent(network));
    if (!found) throw new EngineRefusal(404, `network ${network} not found`);
    return found;
  };
  const manager: Docker = {
    address: "unix:///in-the-test",
    api: "1.45",
    release: "26.1.5",
    async ask<Answer>(method: Method, path: string, request: Asked = {}): Promise<Answer> {
      await later();
      return answer(method, path, request) as Answer;
    },
    async stream(_, path, { signal } = {}) {
      const [, id = ""] = /^\/(?:tasks|containers)\/(.+)\/logs$/.exec(path) ?? [];
      const container = looking.get(id);
      if (container !== undefined)
        return Readable.from((seen.inside?.[container] ?? []).map((line) => frame(`${line}\n`)));
      const stream = streams.get(id) ?? Readable.from([]);
      signal?.addEventListener("abort", () => stream.destroy());
      return stream;
    },
    hijack: async () => Promise.reject(new Error("nobody asks for that")),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    stack: "shop",
    services: promised,
    asked,
    swarm: { manager, nodes: async () => seen.nodes, engineOf: async () => manager },
    clock: {
      elapsed: () => now,
      async sleep(ms, signal) {
        now += ms;
        onSleep();
        // What was said meanwhile is heard.
        for (let turns = 0; turns < 5; turns += 1) await later();
        signal.throwIfAborted();
      },
    },
    random: (count) => new Uint8Array(count).fill(++bytes),
    helperImage: async () => "edgeward/helper:test",
  };
}

function frame(text: string): Buffer {
  const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}
