import { nodeAt, textOf } from "../../../../model/node.ts";
import type { ProjectService } from "../../../../model/project.ts";

/** Whether two tasks of the service may meet on one node, where they cannot both have a host's port. */
export function mayMeet({ map }: ProjectService): boolean {
  const text = (...path: readonly string[]) => textOf(nodeAt(map, path));
  if (/^global/.test(text("deploy", "mode") ?? "")) return false;
  // The ingress network needs a virtual address, which these have not.
  if (text("deploy", "endpoint_mode") === "dnsrr") return false;
  if (text("deploy", "placement", "max_replicas_per_node") === "1") return false;
  return Number(text("deploy", "replicas") ?? text("scale") ?? 1) > 1;
}
