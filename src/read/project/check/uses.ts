/** What a service names that has to be defined somewhere. What is no proper value is left for others to complain about. */
import { isPath, parseMount } from "../../../compose/mount/mount.ts";
import { childOf, type Entry, entriesOf, type Mapping, type Node, textOf } from "../../../model/node.ts";
import type { Located, Span } from "../../../model/span.ts";

export interface Uses {
  readonly name: string;
  readonly at: Span;
  readonly map: Mapping;
  readonly services: readonly ServiceUse[];
  readonly volumes: readonly Located<string>[];
  readonly networks: readonly Located<string>[];
  readonly secrets: readonly Located<string>[];
  readonly configs: readonly Located<string>[];
  readonly models: readonly Located<string>[];
}

/** Another service that has to be there first. */
export interface ServiceUse extends Located<string> {
  /** In a sentence: `depends on`. */
  readonly how: string;
  /** False: compose goes on without it where a profile leaves it out. */
  readonly required: boolean;
}

export function usesOf({ key, keyAt, value }: Entry): Uses {
  const map: Mapping = value.kind === "map" ? value : { kind: "map", entries: [], at: value.at };
  const build = childOf(map, "build");
  const edgeward = childOf(map, "x-edgeward");
  return {
    name: key,
    at: keyAt,
    map,
    services: [...dependencies(childOf(map, "depends_on")), ...links(map), ...volumesFrom(map), ...namespaces(map)],
    volumes: [
      ...itemsOf(childOf(map, "volumes")).flatMap(namedVolume),
      ...(edgeward?.kind === "map" ? names(childOf(edgeward, "fills")) : []),
    ],
    networks: names(childOf(map, "networks")),
    secrets: [
      ...itemsOf(childOf(map, "secrets")).flatMap(granted),
      ...(build?.kind === "map" ? itemsOf(childOf(build, "secrets")).flatMap(granted) : []),
    ],
    configs: itemsOf(childOf(map, "configs")).flatMap(granted),
    models: names(childOf(map, "models")),
  };
}

const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : []);

function located(node: Node | undefined): readonly Located<string>[] {
  const text = textOf(node);
  return node === undefined || text === undefined ? [] : [{ value: text, at: node.at }];
}

/** The keys of a map, the items of a list, or a single text. */
function names(node: Node | undefined): readonly Located<string>[] {
  if (node?.kind === "map") return node.entries.map(({ key, keyAt }) => ({ value: key, at: keyAt }));
  return node?.kind === "list" ? node.items.flatMap(located) : located(node);
}

function dependencies(node: Node | undefined): readonly ServiceUse[] {
  const how = "depends on";
  if (node?.kind !== "map") return names(node).map((name) => ({ ...name, how, required: true }));
  return node.entries.map(({ key, keyAt, value }) => {
    const said = value.kind === "map" ? textOf(childOf(value, "required")) : undefined;
    return { value: key, at: keyAt, how, required: said?.toLowerCase() !== "false" };
  });
}

/** `service:alias` */
const links = (map: Mapping): readonly ServiceUse[] => before(names(childOf(map, "links")), "links to");

/** `service:ro`; `container:…` is a container from elsewhere. */
function volumesFrom(map: Mapping): readonly ServiceUse[] {
  const from = names(childOf(map, "volumes_from")).filter(({ value }) => !value.startsWith("container:"));
  return before(from, "takes volumes from");
}

function before(all: readonly Located<string>[], how: string): readonly ServiceUse[] {
  return all.map(({ value, at }) => ({ value: value.split(":")[0] ?? "", at, how, required: true }));
}

/** @see Compose Specification, "network_mode", "ipc", "pid": `service:{name}` */
function namespaces(map: Mapping): readonly ServiceUse[] {
  return ["network_mode", "ipc", "pid", "uts", "cgroup"].flatMap((key) =>
    located(childOf(map, key))
      .filter(({ value }) => value.startsWith("service:"))
      .map(({ value, at }) => ({
        value: value.slice("service:".length),
        at,
        how: `shares \`${key}\` with`,
        required: true,
      })),
  );
}

function namedVolume(item: Node): readonly Located<string>[] {
  if (item.kind === "map") {
    return textOf(childOf(item, "type")) === "volume" ? located(childOf(item, "source")) : [];
  }
  const parsed = parseMount(textOf(item) ?? "");
  if (typeof parsed === "string" || parsed.source === undefined || isPath(parsed.source)) return [];
  return [{ value: parsed.source, at: item.at }];
}

function granted(item: Node): readonly Located<string>[] {
  return located(item.kind === "map" ? childOf(item, "source") : item);
}

export const namesIn = (root: Mapping, section: string): ReadonlySet<string> =>
  new Set(entriesOf(root, section).map(({ key }) => key));
