import type { NetworkAttachment, NetworkSpec } from "../../model/engine-api.ts";
import { childOf, type Mapping, type Node } from "../../model/node.ts";
import { filled, given } from "./reading/defined.ts";
import { externalName } from "./reading/external.ts";
import { labelsIn } from "./reading/labels.ts";
import { byBytes } from "./reading/order.ts";
import { isOn, itemsIn, mapIn, optionsIn, textIn, textsIn, textsOf } from "./reading/values.ts";
import { ofStack, type Scope, type ServiceScope, scoped } from "./scope.ts";

/** The network of services that name none. */
const nameless = "default";

/** Networks of every engine, which know no aliases. */
const predefined = /^(default|bridge|host|none|container:.*)$/;

/** Those that a service uses and the stack has to make. */
export function networkSpecs(scope: Scope, services: readonly ServiceScope[]): readonly NetworkSpec[] {
  const used = new Set(services.flatMap(({ map }) => namesOf(map)));
  return [...used].flatMap((name) => {
    const map = networkOf(scope, name);
    return externalName(map, name) === undefined ? [networkSpec(scope, name, map)] : [];
  });
}

function networkSpec(scope: Scope, name: string, map: Mapping | undefined): NetworkSpec {
  const ipam = mapIn(map, "ipam");
  const pools = itemsIn(ipam, "config").map((pool) =>
    filled({ Subnet: pool.kind === "map" ? textIn(pool, "subnet") : "" }),
  );
  const driver = textIn(ipam, "driver");
  return {
    Name: nameOnSwarm(scope, name),
    Driver: textIn(map, "driver") ?? "overlay",
    Internal: isOn(map, "internal"),
    Attachable: isOn(map, "attachable"),
    Labels: ofStack(scope, labelsIn(map, "labels")),
    ...given({
      Options: optionsIn(map, "driver_opts"),
      IPAM:
        driver !== undefined || pools.length > 0 ? { Driver: driver ?? "", ...filled({ Config: pools }) } : undefined,
    }),
  };
}

/** A service's networks, by which it is found under its own name too. */
export function attachments(service: ServiceScope): readonly NetworkAttachment[] {
  const all = namesOf(service.map).flatMap((name): readonly NetworkAttachment[] => {
    if (name !== nameless && !service.networks.has(name)) {
      const at = childOf(service.map, "networks")?.at ?? service.at;
      service.refuse(at, `the network \`${name}\` is not defined`, `Add \`${name}\` to the top-level \`networks\`.`);
      return [];
    }
    const chosen = mapIn(mapIn(service.map, "networks"), name);
    const target = nameOnSwarm(service, name);
    const aliases = [...textsIn(chosen, "aliases"), ...(predefined.test(target) ? [] : [service.name])];
    return [{ Target: target, ...filled({ Aliases: aliases, DriverOpts: optionsIn(chosen, "driver_opts") }) }];
  });
  return all.toSorted((a, b) => byBytes(a.Target, b.Target));
}

function namesOf(service: Mapping): readonly string[] {
  const networks: Node | undefined = childOf(service, "networks");
  const names =
    networks?.kind === "map"
      ? networks.entries.map(({ key }) => key)
      : networks?.kind === "list"
        ? networks.items.flatMap(textsOf)
        : [];
  return names.length > 0 ? names : [nameless];
}

function nameOnSwarm(scope: Scope, name: string): string {
  const map = networkOf(scope, name);
  return externalName(map, name) ?? textIn(map, "name") ?? scoped(scope, name);
}

function networkOf({ networks }: Scope, name: string): Mapping | undefined {
  const value = networks.get(name)?.value;
  return value?.kind === "map" ? value : undefined;
}
