import { resolve } from "../../../compose/path.ts";
import type { Mount } from "../../../model/engine-api.ts";
import { childOf, type Mapping, type Node } from "../../../model/node.ts";
import { filled, given } from "../reading/defined.ts";
import { externalName } from "../reading/external.ts";
import { labelsIn } from "../reading/labels.ts";
import { readMountText } from "../reading/mount-text.ts";
import { isOn, itemsIn, mapIn, numberIn, optionsIn, textIn } from "../reading/values.ts";
import { ofStack, type ServiceScope, scoped } from "../scope.ts";

/** @param modes of tmpfs mounts, by target, for those that say none themselves */
export function mountsOf(service: ServiceScope, modes: Readonly<Record<string, number>> = {}): readonly Mount[] {
  return itemsIn(service.map, "volumes").flatMap((item, index): readonly Mount[] => {
    const mount = item.kind === "map" ? fromLong(service, item, modes) : fromShort(service, item);
    if (item.kind === "map" && mount?.Type === "tmpfs" && modeIn(item, modes) === 0) noMode(service, item, index);
    return mount === undefined ? [] : [mount];
  });
}

function fromShort(service: ServiceScope, item: Node): Mount | undefined {
  const text = item.kind === "scalar" && typeof item.value === "string" ? item.value : "";
  const words = readMountText(text);
  if (typeof words === "string") {
    return service.refuse(item.at, `the volume ${words}`, "Write `source:target`, or the long syntax with `type`.");
  }
  const { type, source, target, readOnly, nocopy, propagation } = words;
  const common = { Type: type, Target: target, ...filled({ ReadOnly: readOnly }) };
  if (source !== undefined && (type === "volume" ? propagation !== undefined : nocopy)) {
    const option = type === "volume" ? propagation : "nocopy";
    return service.refuse(item.at, `a ${type} cannot have the option \`${option}\``, `Take \`${option}\` out.`);
  }
  if (source === undefined) return common;
  if (type === "volume") return { ...common, ...named(service, source, item, { NoCopy: nocopy }) };
  return {
    ...common,
    Source: onHost(service, source),
    ...given({ BindOptions: propagation === undefined ? undefined : { Propagation: propagation } }),
  };
}

function fromLong(service: ServiceScope, map: Mapping, modes: Readonly<Record<string, number>>): Mount | undefined {
  const type = textIn(map, "type") ?? "volume";
  const [source, target] = [textIn(map, "source"), textIn(map, "target")];
  const wrong = misfit(map, type, source);
  if (wrong !== undefined) return service.refuse(map.at, `the ${type} mount ${wrong[0]}`, wrong[1]);
  const common: Mount = {
    Type: type,
    ...filled({
      Source: source,
      Target: target,
      ReadOnly: isOn(map, "read_only"),
      Consistency: textIn(map, "consistency"),
    }),
  };
  const [bind, volume, tmpfs, image] = ["bind", "volume", "tmpfs", "image"].map((key) => mapIn(map, key));
  switch (type) {
    case "volume": {
      const options = { NoCopy: isOn(volume, "nocopy"), Subpath: textIn(volume, "subpath") };
      return source === undefined ? common : { ...common, ...named(service, source, map, options) };
    }
    case "bind":
    case "npipe": {
      const options = bind && filled({ Propagation: textIn(bind, "propagation") });
      const from = type === "bind" ? onHost(service, source ?? "") : (source ?? "");
      return { ...common, Source: from, ...given({ BindOptions: options }) };
    }
    case "tmpfs": {
      const mode = modeIn(map, modes);
      const options = filled({ SizeBytes: numberIn(tmpfs, "size"), Mode: mode });
      return { ...common, ...given({ TmpfsOptions: tmpfs || mode !== undefined ? options : undefined }) };
    }
    case "image":
      return { ...common, ...given({ ImageOptions: image && filled({ Subpath: textIn(image, "subpath") }) }) };
    default: {
      const from = source?.startsWith("group:") ? source : named(service, source ?? "", map, {}).Source;
      return { ...common, ...given({ Source: from }), ClusterOptions: {} };
    }
  }
}

function modeIn(map: Mapping, modes: Readonly<Record<string, number>>): number | undefined {
  return modes[textIn(map, "target") ?? ""] ?? numberIn(mapIn(map, "tmpfs"), "mode");
}

/** @see Docker Engine API, `TmpfsOptions.Mode`, and moby's volume/mounts: the mode is looked at where it is not 0 */
function noMode(service: ServiceScope, { at }: Mapping, index: number): void {
  service.lose({
    service: service.name,
    path: ["services", service.name, "volumes", index, "tmpfs", "mode"],
    at,
    what: "is not carried by a swarm: the engine takes a mode of 0 for none, and makes it 1777",
    remedy: "Write the mode that the service's user needs, for example `0700`.",
    weakens: "security",
  });
}

/** @returns what is wrong with it, as the end of a sentence, and what to write instead */
function misfit(map: Mapping, type: string, source: string | undefined): readonly [string, string] | undefined {
  const types = ["volume", "bind", "tmpfs", "npipe", "cluster", "image"];
  if (!types.includes(type)) return ["is of no known type", `Write one of ${types.join(", ")} as its \`type\`.`];
  const stray = types.find((other) => other !== type && !(type === "npipe" && other === "bind") && mapIn(map, other));
  if (stray !== undefined)
    return [`has options of a ${stray}`, `Write \`${type}:\` instead of \`${stray}:\`, or leave it out.`];
  if (type === "tmpfs" && source !== undefined) return ["has a source", "Take its `source` out: it is empty memory."];
  if (type !== "volume" && type !== "tmpfs" && source === undefined) return ["has no source", "Add its `source`."];
  return undefined;
}

/** A volume of the stack, with all that a node needs to make it. */
function named(
  service: ServiceScope,
  key: string,
  node: Node,
  options: { NoCopy?: boolean; Subpath?: string | undefined },
): Pick<Mount, "Source" | "VolumeOptions"> {
  const entry = service.volumes.get(key);
  if (entry === undefined) {
    service.refuse(node.at, `the volume \`${key}\` is not defined`, `Add \`${key}\` to the top-level \`volumes\`.`);
    return {};
  }
  const map = entry.value.kind === "map" ? entry.value : undefined;
  const external = externalName(map, key);
  if (external !== undefined) return { Source: external, VolumeOptions: filled(options) };
  const driver = filled({ Name: textIn(map, "driver") });
  const driverOptions = optionsIn(map, "driver_opts");
  const hasDriver = driver.Name !== undefined || (map && childOf(map, "driver_opts")?.kind === "map");
  return {
    Source: textIn(map, "name") ?? scoped(service, key),
    VolumeOptions: {
      ...filled(options),
      Labels: ofStack(service, labelsIn(map, "labels")),
      ...given({ DriverConfig: hasDriver ? { ...driver, ...given({ Options: driverOptions }) } : undefined }),
    },
  };
}

/** Relative paths start at the stack file; `~` is the home of who deploys. Windows paths stay as they are. */
function onHost({ stack, around }: ServiceScope, source: string): string {
  const home = source.startsWith("~") ? around.variable("HOME") : undefined;
  const path = home === undefined ? source : home + source.slice(1);
  const isAbsolute = path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path) || /^\\\\[^\\.]/.test(path);
  return isAbsolute ? path : resolve(stack.directory, path);
}
