import { portRanges } from "../../compose/port/long-port.ts";
import { childOf, entriesOf, type Mapping, showPath } from "../../model/node.ts";
import type { Say } from "../say/say.ts";

/** A machine has no more; written out in full, ranges of that size in thousands of services would fill any memory. */
const portLimit = 65_535;

/** Says once where a stack's ports, with all that ranges stand for, become more than a machine has. */
export function countPorts(root: Mapping, say: Say): void {
  let count = 0;
  for (const { key, value: service } of entriesOf(root, "services")) {
    const ports = service.kind === "map" ? childOf(service, "ports") : undefined;
    for (const [i, node] of (ports?.kind === "list" ? ports.items : []).entries()) {
      const ranges = portRanges(node);
      if (typeof ranges === "string") continue;
      count += ranges.target[1] - ranges.target[0] + 1;
      if (count <= portLimit) continue;
      const what = `\`${showPath(["services", key, "ports", i])}\`: with it the stack has more ports than a machine`;
      say.error("too-many-ports", node.at, what, "Name the ports that are used, and not ranges of all there are.");
      return;
    }
  }
}
