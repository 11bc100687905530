import { goText } from "../../../compose/amount/go-text.ts";
import { childOf } from "../../../model/node.ts";
import { byBytes } from "../reading/order.ts";
import { textsOf } from "../reading/values.ts";
import type { ServiceScope } from "../scope.ts";

/** `extra_hosts` in the order of hosts(5), the address first: from a list as it stands, from a map by name. */
export function hostsOf({ map }: ServiceScope): readonly string[] {
  const hosts = childOf(map, "extra_hosts");
  if (hosts?.kind === "map") {
    const pairs = hosts.entries.flatMap(({ key, value }) => {
      const address = value.kind === "scalar" ? goText(value) : null;
      return address === null ? [] : [`${key}:${address}`];
    });
    return pairs.toSorted(byBytes).map(swapped);
  }
  if (hosts?.kind !== "list") return [];
  const lines = hosts.items.flatMap(textsOf).filter((line) => /[=:]/.test(line));
  return lines.map((line) => swapped(line.includes("=") ? line.replace("=", ":") : line));
}

function swapped(pair: string): string {
  const colon = pair.indexOf(":");
  const address = pair.slice(colon + 1).replace(/^\[(.+)\]$/, "$1");
  return `${address} ${pair.slice(0, colon)}`;
}
