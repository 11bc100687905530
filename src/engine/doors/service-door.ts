/** From this machine's loopback to a port of a service that only its own network reaches. */
import { Fault } from "../../model/fault.ts";
import { type Docker, EngineRefusal } from "../docker/docker.ts";
import type { Reach } from "../swarm/reach.ts";
import { lineScript } from "./line.ts";
import { Lines } from "./lines.ts";
import { type LocalDoor, localDoor } from "./local-door.ts";
import { tunnelInto } from "./tunnel.ts";

/** Connections on their way to a first answer: a node may have one slow processor. */
const atOnce = 3;
const connectS = 5;

interface TaskAnswer {
  readonly NodeID?: string;
  readonly Status: { readonly State: string; readonly ContainerStatus?: { readonly ContainerID?: string } };
}

/**
 * @param service name on the swarm: `shop_broker`
 * @throws Fault "not-running" when no task of it runs; "unreachable" when its node's engine is not known here
 */
export async function serviceDoor(
  { manager, nodes, engineOf }: Reach,
  image: (on: Docker, signal: AbortSignal) => Promise<string>,
  service: string,
  port: number,
  signal: AbortSignal,
): Promise<LocalDoor> {
  const query = { filters: { service: { [service]: true }, "desired-state": { running: true } } };
  const tasks = (await manager.ask<readonly TaskAnswer[] | undefined>("GET", "/tasks", { query, signal })) ?? [];
  const task = tasks.find(({ Status }) => Status.State === "running");
  const node = (await nodes(signal)).find(({ id }) => id === task?.NodeID);
  const container = task?.Status.ContainerStatus?.ContainerID;
  if (!node || !container) {
    const remedy = "See what runs (`edgeward ps --engine swarm`), then run `edgeward verify` again.";
    throw new Fault("not-running", `no task of ${service} runs`, remedy);
  }
  const engine = await engineOf(node, signal);
  if (!engine) {
    const remedy =
      "Say how it is reached: `edgeward node join ADDRESS` (for example ssh://user@host), then verify again.";
    throw new Fault("unreachable", `${node.hostname}, where ${service} runs, is not known here`, remedy);
  }
  const into = async () => tunnelInto(engine, container, await image(engine, signal), signal);
  let tunnel = await into();
  const closing = new AbortController();
  const command = ["/bin/busybox", "sh", "-c", lineScript(connectS)];
  const lines = new Lines(async () => {
    try {
      return await tunnel.run(command, closing.signal);
    } catch (error) {
      closing.signal.throwIfAborted();
      // A tunnel ends by itself after a while, and many probes may take longer.
      if (!(error instanceof EngineRefusal)) throw error;
      await tunnel[Symbol.asyncDispose]();
      tunnel = await into();
      return tunnel.run(command, closing.signal);
    }
  });
  const door = await localDoor((ours) => lines.open({ hosts: ["127.0.0.1"], port }, ours), atOnce);
  return {
    host: door.host,
    port: door.port,
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]();
      closing.abort();
      lines[Symbol.dispose]();
      await tunnel[Symbol.asyncDispose]();
    },
  };
}
