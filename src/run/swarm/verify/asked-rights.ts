import type { ApiVersion, ServiceSpec } from "../../../model/engine-api.ts";
import type { PreparedSwarm } from "../stack/prepare-swarm.ts";

/** No engine is as new: nothing is left out for it. */
const anything: ApiVersion = "1.9999";

/**
 * What a proof holds a service against: the rights that its file asks for, also where its engine is too old to be told. Else what was left
 * out would count as never promised, and pass.
 * @param sent as they go to the engine
 */
export function withAskedRights(
  sent: readonly ServiceSpec[],
  { objects }: Pick<PreparedSwarm, "objects">,
): readonly ServiceSpec[] {
  const asked = objects(anything).services;
  const byName = new Map(asked.map((spec) => [spec.Name, spec.TaskTemplate.ContainerSpec]));
  return sent.map((spec) => {
    const container = byName.get(spec.Name);
    if (!container) return spec;
    const { Privileges, CapabilityAdd, CapabilityDrop } = container;
    const rights = { Privileges, ...(CapabilityAdd && { CapabilityAdd }), ...(CapabilityDrop && { CapabilityDrop }) };
    const { TaskTemplate } = spec;
    return {
      ...spec,
      TaskTemplate: { ...TaskTemplate, ContainerSpec: { ...TaskTemplate.ContainerSpec, ...rights } },
    };
  });
}
