/** What a swarm has now, in four questions and one for the nodes. Names instead of ids, where specifications refer to networks. */
import type { TaskSpec } from "../../model/engine-api.ts";
import {
  type FileSeen,
  type NetworkSeen,
  namespaceLabel,
  type ServiceSeen,
  type SwarmSeen,
  type TaskSeen,
} from "../../model/swarm-plan.ts";
import type { Docker } from "../docker/docker.ts";
import type { FileAnswer, NetworkAnswer, ServiceAnswer, TaskAnswer } from "./answers.ts";
import type { Reach } from "./reach.ts";

export async function observe({ manager, nodes }: Reach, stack: string, signal: AbortSignal): Promise<SwarmSeen> {
  const [networks, secrets, configs, [services, tasks], members] = await Promise.all([
    manager.ask<readonly NetworkAnswer[]>("GET", "/networks", { signal }),
    manager.ask<readonly FileAnswer[]>("GET", "/secrets", { signal }),
    manager.ask<readonly FileAnswer[]>("GET", "/configs", { signal }),
    running(manager, stack, signal),
    nodes(signal),
  ]);
  const names = new Map(networks.map(({ Id, Name }) => [Id, Name]));
  return {
    nodes: members,
    networks: networks.map(networkOf),
    secrets: secrets.map(fileOf),
    configs: configs.map(fileOf),
    services: services.map((answer) => serviceOf(answer, names)),
    tasks: tasks.map((answer) => taskOf(answer, names)),
  };
}

/** @param before what is not asked anew is as it was there */
export async function progress(
  { manager }: Reach,
  stack: string,
  before: SwarmSeen,
  signal: AbortSignal,
): Promise<SwarmSeen> {
  const [services, tasks] = await running(manager, stack, signal);
  const names = new Map(before.networks.map(({ id, name }) => [id, name]));
  return {
    ...before,
    services: services.map((answer) => serviceOf(answer, names)),
    tasks: tasks.map((answer) => taskOf(answer, names)),
  };
}

function running(manager: Docker, stack: string, signal: AbortSignal) {
  const query = { filters: { label: [`${namespaceLabel}=${stack}`] } };
  return Promise.all([
    manager.ask<readonly ServiceAnswer[]>("GET", "/services", { signal }),
    manager.ask<readonly TaskAnswer[]>("GET", "/tasks", { query, signal }),
  ]);
}

function networkOf({
  Id,
  Name,
  Scope,
  Driver,
  Internal,
  Attachable,
  Options,
  Labels,
  IPAM,
}: NetworkAnswer): NetworkSeen {
  return {
    id: Id,
    name: Name,
    labels: Labels ?? {},
    scope: Scope,
    driver: Driver,
    internal: Internal,
    attachable: Attachable,
    options: Options ?? {},
    subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
  };
}

const fileOf = ({ ID, Spec: { Name, Labels } }: FileAnswer): FileSeen => ({ id: ID, name: Name, labels: Labels ?? {} });

function serviceOf({ ID, Spec, UpdateStatus }: ServiceAnswer, names: ReadonlyMap<string, string>): ServiceSeen {
  const { State, Message } = UpdateStatus ?? {};
  return {
    id: ID,
    name: Spec.Name,
    labels: Spec.Labels ?? {},
    spec: { ...Spec, TaskTemplate: named(Spec.TaskTemplate, names) },
    ...(State !== undefined && State !== "" && { update: { state: State, message: Message ?? "" } }),
  };
}

function taskOf(answer: TaskAnswer, names: ReadonlyMap<string, string>): TaskSeen {
  const { ID, CreatedAt, ServiceID, Slot, NodeID, DesiredState, Spec, Status } = answer;
  const { ContainerStatus, PortStatus } = Status;
  // Until a container is over the engine says 0, which is no status of an end.
  const isOver = ["complete", "failed", "shutdown"].includes(Status.State) && ContainerStatus?.ContainerID;
  return {
    id: ID,
    service: ServiceID,
    state: Status.State,
    desired: DesiredState,
    error: Status.Err ?? "",
    sinceMs: Date.parse(Status.Timestamp),
    createdMs: Date.parse(CreatedAt),
    spec: named(Spec, names),
    ports: (PortStatus?.Ports ?? []).map((port) => `*:${port.PublishedPort}->${port.TargetPort}/${port.Protocol}`),
    ...(Slot && { slot: Slot }),
    ...(NodeID && { node: NodeID }),
    ...(isOver && { exitCode: ContainerStatus?.ExitCode ?? 0 }),
  };
}

function named(task: TaskSpec, names: ReadonlyMap<string, string>): TaskSpec {
  const networks = (task.Networks ?? []).map((one) => ({ ...one, Target: names.get(one.Target) ?? one.Target }));
  return { ...task, Placement: task.Placement ?? {}, Networks: networks };
}
