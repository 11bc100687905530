/** What a step is called in the progress and in a plan. */
import type { SwarmStep } from "../../../model/swarm-plan.ts";

export function stepWords(step: SwarmStep): string {
  switch (step.step) {
    case "label":
      return `${step.value === undefined ? "unlabel" : "label"} node ${step.node.hostname} ${step.label}`;
    case "create-network":
      return `create network ${step.spec.Name}`;
    case "create-file":
      return `create ${step.file.kind} ${step.file.spec.Name}`;
    case "create-placeholder":
      return `create secret ${step.spec.Name}`;
    case "create-service":
      return `create service ${step.spec.Name}`;
    case "update-service":
      return `update service ${step.spec.Name}`;
    case "remove":
      return `remove ${step.kind} ${step.name}`;
    case "remove-volume":
      return `remove volume ${step.volume.name} on ${step.volume.node.hostname}`;
  }
}
