/** What a service waits for before it is made: conditions that `convert` keeps in a label, since no stack file has them. */
import type { ServiceSpec } from "../../model/engine-api.ts";
import type { ServiceWish } from "../../model/swarm-plan.ts";

/** On the service: `db=service_healthy,setup=service_completed_successfully`. @see convert/service/life/depends-on.ts */
const label = "edgeward.depends-on";

const conditions = { service_healthy: "healthy", service_completed_successfully: "completed" } as const;

export function waitsOf({ Labels }: ServiceSpec, stack: string): ServiceWish["waitsFor"] {
  return (Labels[label] ?? "").split(",").flatMap((text) => {
    const [, name, condition] = /^(.+)=(\w+)$/.exec(text) ?? [];
    if (name === undefined || condition === undefined) return [];
    return [{ service: `${stack}_${name}`, until: conditions[condition as keyof typeof conditions] ?? "started" }];
  });
}
