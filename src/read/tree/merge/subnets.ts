import { childOf, type List, type Mapping, textOf } from "../../../model/node.ts";

/**
 * `ipam.config`: the later file's subnets, each over what the earlier one says of the same subnet. Subnets of the earlier one alone
 * are gone, as with Compose: a network has one address plan.
 */
export function mergeSubnets(earlier: List, later: List, merge: (a: Mapping, b: Mapping) => Mapping): List {
  const bySubnet = new Map(
    earlier.items.flatMap((item) => (item.kind === "map" ? [[textOf(childOf(item, "subnet")), item] as const] : [])),
  );
  const items = later.items.map((item) => {
    const before = item.kind === "map" ? bySubnet.get(textOf(childOf(item, "subnet"))) : undefined;
    return before && item.kind === "map" ? merge(before, item) : item;
  });
  return { ...later, items };
}
