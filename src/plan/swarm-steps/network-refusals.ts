/** A network that is there already must be what is wanted: its options cannot be changed, and another one would be weaker or cut off. */
import type { NetworkSpec } from "../../model/engine-api.ts";
import type { NetworkSeen, SwarmRefusal } from "../../model/swarm-plan.ts";

/** Set by the overlay driver itself. */
const ofTheDriver = /^com\.docker\.network\.driver\.overlay\.vxlanid_list$/;

/** @returns undefined when it is what is wanted */
export function networkRefusal(wanted: NetworkSpec, seen: NetworkSeen, stack: string): SwarmRefusal | undefined {
  const others = otherOptions(wanted, seen);
  if (others.length === 0) return undefined;
  return {
    what: `the network ${wanted.Name} exists with other options: ${others.join(", ")}`,
    remedy: `A network's options cannot be changed: run \`edgeward down --engine swarm -p ${stack}\`, then \`up\` again; data stays.`,
  };
}

function otherOptions(wanted: NetworkSpec, seen: NetworkSeen): readonly string[] {
  const options = Object.fromEntries(Object.entries(seen.options).filter(([name]) => !ofTheDriver.test(name)));
  const names = [...new Set([...Object.keys(wanted.Options ?? {}), ...Object.keys(options)])];
  const subnets = wanted.IPAM?.Config?.flatMap(({ Subnet }) => Subnet ?? []) ?? [];
  return [
    ...differing("driver", wanted.Driver, seen.driver),
    ...differing("internal", wanted.Internal, seen.internal),
    ...differing("attachable", wanted.Attachable, seen.attachable),
    ...names.flatMap((name) => differing(name, wanted.Options?.[name], options[name])),
    // Without a wish the engine picks one.
    ...(subnets.length > 0 ? differing("subnet", subnets.join(" "), seen.subnets.join(" ")) : []),
  ];
}

function differing<T extends string | boolean>(name: string, wanted: T | undefined, seen: T | undefined): string[] {
  if (wanted === seen) return [];
  const shown = (value: T | undefined) => (value === undefined ? "unset" : value === "" ? "set" : String(value));
  return [`${name} is ${shown(seen)} and should be ${shown(wanted)}`];
}
