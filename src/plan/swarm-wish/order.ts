/** How a service's tasks are replaced, where nobody says: a replicated one answers all the while. */
import type { ServiceSpec } from "../../model/engine-api.ts";

export function withOrder(spec: ServiceSpec): ServiceSpec {
  const order = spec.UpdateConfig?.Order ?? "";
  if (order !== "" || !mayRunTwice(spec)) return spec;
  return { ...spec, UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, ...spec.UpdateConfig, Order: "start-first" } };
}

/** Several tasks run beside each other already, and nothing of a node is taken by one alone. */
function mayRunTwice({ Mode, TaskTemplate, EndpointSpec }: ServiceSpec): boolean {
  if ((Mode.Replicated?.Replicas ?? 1) < 2 || !Mode.Replicated) return false;
  const mounts = TaskTemplate.ContainerSpec.Mounts ?? [];
  if (mounts.some(({ Type, ReadOnly }) => ReadOnly !== true && (Type === "volume" || Type === "bind"))) return false;
  if (TaskTemplate.Placement.MaxReplicas !== undefined) return false;
  return !(EndpointSpec.Ports ?? []).some(({ PublishMode }) => PublishMode === "host");
}
