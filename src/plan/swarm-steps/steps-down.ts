/** Taking a stack off a swarm: services, and when their tasks are gone what these used. Only what carries our label. */
import {
  isOurs,
  ownLabel,
  type RemovedKind,
  type SwarmSeen,
  type SwarmStep,
  type VolumeSeen,
} from "../../model/swarm-plan.ts";

const why = "the stack goes down";

/** @returns none while tasks are on their way out, and none when nothing is left: see `isGone` */
export function stepsDown(stack: string, seen: SwarmSeen): readonly SwarmStep[] {
  const remove = (kind: RemovedKind, all: SwarmSeen["secrets"]) =>
    all.filter((one) => isOurs(one, stack)).map(({ id, name }): SwarmStep => ({ step: "remove", kind, id, name, why }));
  const services = remove("service", seen.services);
  if (services.length > 0) return services;
  if (tasksOf(stack, seen).length > 0) return [];
  return [...remove("network", seen.networks), ...remove("secret", seen.secrets), ...remove("config", seen.configs)];
}

export function isGone(stack: string, seen: SwarmSeen): boolean {
  const all = [...seen.services, ...seen.networks, ...seen.secrets, ...seen.configs];
  return tasksOf(stack, seen).length === 0 && !all.some((one) => isOurs(one, stack));
}

/** Their service is gone by then: only their containers' labels say whose they are. */
export const tasksOf = (stack: string, { tasks }: SwarmSeen): SwarmSeen["tasks"] =>
  tasks.filter(({ spec }) => spec.ContainerSpec.Labels?.[ownLabel] === stack);

/** With the data, the labels that tied services to it. */
export function stepsForData(stack: string, seen: SwarmSeen, volumes: readonly VolumeSeen[]): readonly SwarmStep[] {
  const prefix = `edgeward.pin.${stack.toLowerCase().replaceAll(/[^a-z0-9.-]/g, "-")}.`;
  return [
    ...volumes.map((volume): SwarmStep => ({ step: "remove-volume", volume, why: "its data is to go" })),
    ...seen.nodes.flatMap((node) =>
      Object.keys(node.labels)
        .filter((label) => label.startsWith(prefix))
        .map((label): SwarmStep => ({ step: "label", node, label, why: "the data that it tied services to is gone" })),
    ),
  ];
}
