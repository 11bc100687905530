/**
 * How a later compose file goes over an earlier one.
 * Invariant: what only one of the two has stays the same object; what both have is a new one, without an anchor.
 * @see Compose Specification, "Merge"
 */
import {
  childOf,
  describe,
  type Entry,
  isNull,
  type List,
  type Look,
  type Mapping,
  type Node,
  type Path,
  showPath,
  textOf,
} from "../../../model/node.ts";
import type { Say } from "../../say/say.ts";
import { step, type Way } from "../ways.ts";
import { asOneList, buildAsMap, dependenciesAsMap, namedValues, namesAsMap, namesAsMaps } from "./forms.ts";
import { mergeHosts } from "./hosts.ts";
import { mergesStillIn } from "./merges.ts";
import { type MergeRule, mergeWays } from "./rules.ts";
import { mergeSubnets } from "./subnets.ts";

type Place = { readonly way: Way<MergeRule> | undefined; readonly path: Path };

/** Two files, whole. */
export function mergeFiles(earlier: Mapping, later: Mapping, say: Say): Mapping {
  return mergeMaps(earlier, later, { way: mergeWays, path: [] }, say);
}

/**
 * Two definitions of one service, volume, network, …
 * @param path `["services", "web"]`
 */
export function mergeResources(earlier: Mapping, later: Mapping, path: readonly [string, string], say: Say): Mapping {
  const way = step(step(mergeWays, path[0]), path[1]);
  return mergeMaps(earlier, later, { way, path }, say);
}

function mergeNodes(earlier: Node, later: Node, place: Place, say: Say): Node {
  if (later.tag === "override") return later;
  const rule = place.way?.rule;
  if (rule === "replace") return later;
  if (isNull(later)) return earlier;
  if (isNull(earlier)) return later;
  const [below, above] = inOneForm(earlier, later, rule);
  if (rule === "hosts") return mergeHosts(below, above) ?? later;
  if (below.kind === "map" && above.kind === "map") {
    if (rule === "by-name") return mergeNamed(below, above);
    if (rule === "logging" && hasOtherDriver(below, above)) return later;
    return mergeMaps(below, above, place, say);
  }
  if (below.kind === "list" && above.kind === "list") {
    return rule === "subnets"
      ? mergeSubnets(below, above, (a, b) => mergeMaps(a, b, noPlace, say))
      : both(below, above);
  }
  if (below.kind === "scalar") return later;
  const where = `${earlier.at.file}:${earlier.at.line}`;
  const what = `\`${showPath(place.path)}\` is ${describe(later)} here, but ${describe(earlier)} in ${where}`;
  say.error("bad-merge", later.at, what, "Write both in the same form, or put `!override` before this one.");
  return later;
}

const noPlace: Place = { way: undefined, path: [] };

function inOneForm(earlier: Node, later: Node, rule: MergeRule | undefined): readonly [Node, Node] {
  const form = rule && forms[rule];
  if (form === undefined || (earlier.kind === "list" && later.kind === "list")) return [earlier, later];
  return [form(earlier), form(later)];
}

const forms: Readonly<Partial<Record<MergeRule, (node: Node) => Node>>> = {
  "by-name": namedValues,
  names: namesAsMap,
  "named-maps": namesAsMaps,
  dependencies: dependenciesAsMap,
  grow: asOneList,
  build: buildAsMap,
};

function both(earlier: List, later: List): List {
  return { kind: "list", items: [...earlier.items, ...later.items], at: later.at, ...lookOf(earlier, later) };
}

function mergeMaps(earlier: Mapping, later: Mapping, { way, path }: Place, say: Say): Mapping {
  return mergeEntries(earlier, later, (before, { key, value }) =>
    mergeNodes(before, value, { way: step(way, key), path: [...path, key] }, say),
  );
}

/** No value is one here: it takes the variable from where compose runs. */
function mergeNamed(earlier: Mapping, later: Mapping): Mapping {
  return mergeEntries(earlier, later, (_, { value }) => value);
}

function mergeEntries(earlier: Mapping, later: Mapping, merged: (before: Node, after: Entry) => Node): Mapping {
  const entries = new Map(earlier.entries.map((entry) => [entry.key, entry]));
  for (const entry of later.entries) {
    const before = entries.get(entry.key);
    if (entry.value.tag === "reset") entries.delete(entry.key);
    else if (before === undefined) entries.set(entry.key, entry);
    else entries.set(entry.key, withValue(before, entry, merged(before.value, entry)));
  }
  const after = [...entries.values()];
  const merges = [earlier, later].flatMap((map) => mergesStillIn(map.merges, map.entries, after).merges ?? []);
  return {
    kind: "map",
    entries: after,
    at: later.at,
    ...lookOf(earlier, later),
    ...(merges.length > 0 && { merges }),
  };
}

function withValue(before: Entry, after: Entry, value: Node): Entry {
  if (value === before.value) return before;
  const look = after.look ?? before.look;
  return value === after.value && look === after.look ? after : { ...after, value, ...(look && { look }) };
}

function lookOf(earlier: Node, later: Node): { readonly look?: Look } {
  const { anchor: _, ...look } = earlier.look ?? later.look ?? {};
  return Object.keys(look).length > 0 ? { look } : {};
}

/** @see Compose Specification, "logging": options are those of the driver; without a driver they are those of whichever is set */
function hasOtherDriver(earlier: Mapping, later: Mapping): boolean {
  const [before, after] = [textOf(childOf(earlier, "driver")), textOf(childOf(later, "driver"))];
  return before !== undefined && after !== undefined && before !== after;
}
