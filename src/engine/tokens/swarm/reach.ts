/** A stack's services on its swarm, and the engines where their containers are. */
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { type Docker, EngineRefusal } from "../../docker/docker.ts";
import { stackLabel } from "./labels.ts";
import type { SecretSeen, ServiceSeen, TaskSeen } from "./objects.ts";

/** As the loops have a swarm. */
export interface Reach {
  readonly manager: Docker;
  nodes(signal: AbortSignal): Promise<readonly SwarmNode[]>;
  engineOf(node: SwarmNode, signal: AbortSignal): Promise<Docker | undefined>;
}

/** A container of a service, running or not, and the engine that has it. */
export interface Whereabouts {
  readonly docker: Docker;
  readonly node: SwarmNode;
  /** Newest first, running ones before all others. */
  readonly containers: readonly { readonly id: string; readonly runs: boolean }[];
}

const inStack = (stack: string) => ({ filters: { label: [`${stackLabel}=${stack}`] } });

export const servicesOf = ({ manager }: Reach, stack: string, signal: AbortSignal) =>
  manager.ask<readonly ServiceSeen[]>("GET", "/services", { query: inStack(stack), signal });

export const secretsOf = ({ manager }: Reach, stack: string, signal: AbortSignal) =>
  manager.ask<readonly SecretSeen[]>("GET", "/secrets", { query: inStack(stack), signal });

/** By id, for those of others that a service mounts: those carry no label of the stack. */
export const allSecrets = ({ manager }: Reach, signal: AbortSignal) =>
  manager.ask<readonly SecretSeen[]>("GET", "/secrets", { signal });

export const tasksOf = ({ manager }: Reach, services: readonly string[], signal: AbortSignal) =>
  services.length === 0
    ? Promise.resolve([])
    : manager.ask<readonly TaskSeen[]>("GET", "/tasks", { query: { filters: { service: services } }, signal });

/** Tasks whose node is out of reach are told apart from a service that has not run yet. */
export type Located =
  | { readonly is: "here"; readonly at: Whereabouts }
  | { readonly is: "nowhere" }
  | { readonly is: "unreachable"; readonly node: string; readonly why: string };

export async function locate(reach: Reach, service: ServiceSeen, signal: AbortSignal): Promise<Located> {
  const tasks = (await tasksOf(reach, [service.ID], signal))
    .filter(({ Status, NodeID }) => NodeID && Status.ContainerStatus?.ContainerID)
    .toSorted((a, b) => rank(b) - rank(a) || Date.parse(b.CreatedAt) - Date.parse(a.CreatedAt));
  const nodeId = tasks[0]?.NodeID;
  if (nodeId === undefined) return { is: "nowhere" };
  const node = (await reach.nodes(signal)).find(({ id }) => id === nodeId);
  if (!node) return { is: "nowhere" };
  const docker = await reach.engineOf(node, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : "it does not answer";
  });
  if (typeof docker === "string") return { is: "unreachable", node: node.hostname, why: docker };
  if (!docker) return { is: "unreachable", node: node.hostname, why: "nobody has said how its engine is reached" };
  const containers = tasks
    .filter(({ NodeID }) => NodeID === nodeId)
    .map(({ Status }) => ({ id: Status.ContainerStatus?.ContainerID ?? "", runs: Status.State === "running" }));
  return { is: "here", at: { docker, node, containers } };
}

const rank = ({ Status }: TaskSeen): number => (Status.State === "running" ? 1 : 0);

export const isAbsent = (error: unknown): error is EngineRefusal =>
  error instanceof EngineRefusal && error.status === 404;
