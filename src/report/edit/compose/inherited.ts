/**
 * Changes of what a service has by `extends`. What it extends stays as it is, since others may extend it too: the service says itself what
 * goes (`!reset`) and what stands in place of all that comes with it (`!override`).
 * Invariant: a secret that is granted to a service reaches none that extends it.
 * @see Compose Specification, "Merge": reset value, replace value; "extends"
 */
import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type { Change } from "../../../model/change.ts";
import type { Port, Stack } from "../../../model/stack.ts";
import { copyOf, flowText, follow, resolved } from "../yaml/copy.ts";
import { editUnder } from "../yaml/entries.ts";
import { type Entry, entry } from "../yaml/entry.ts";
import {
  applySplices,
  endOfPair,
  keyOf,
  ownPair,
  pairs,
  type Splice,
  startOf,
  type YamlText,
  yamlText,
} from "../yaml/text.ts";
import { serviceIn } from "./place.ts";
import { isSame, shortPort, standingPort } from "./ports.ts";

export interface Settled {
  readonly text: string;
  /** Of the changes, those that have found their place. */
  readonly settled: readonly Change[];
}

/**
 * @param before the file as it was @param text the same with the edits of what stands in it
 * @param changes all of them @param left those that had no place
 */
export function settleInherited(
  before: YamlText,
  text: string,
  changes: readonly Change[],
  left: readonly Change[],
  stack: Stack,
): Settled {
  const granted = new Set(changes.flatMap((change) => (change.kind === "grant" ? [String(change.service)] : [])));
  const settled: Change[] = [];
  let now = text;
  for (const service of extendingIn(before)) {
    const own = left.filter((change) => "service" in change && change.service === service);
    const removals = own.filter((change) => change.kind === "environment" && change.after === undefined);
    const ports = own.filter((change) => change.kind === "publish" || change.kind === "unpublish");
    const steps: readonly (readonly [readonly Change[], (yaml: YamlText) => readonly Splice[]])[] = [
      [removals, (yaml) => resets(yaml, service, removals)],
      [
        ports,
        (yaml) => (ports.length === 0 ? [] : overridden(yaml, service, "ports", portsOf(service, changes, stack))),
      ],
      [[], (yaml) => cutOff(before, yaml, service, granted)],
    ];
    for (const [done, splices] of steps) {
      const yaml = yamlText(now);
      const edited = yaml && applySplices(now, splices(yaml));
      // Never a text that cannot be read back.
      if (edited === undefined || edited === now || !yamlText(edited)) continue;
      now = edited;
      settled.push(...done);
    }
  }
  return { text: now, settled };
}

function extendingIn(yaml: YamlText): readonly string[] {
  const services = follow(yaml, ownPair(yaml.root, "services")?.value);
  if (!isMap(services)) return [];
  return pairs(services).flatMap((pair) => {
    const map = serviceIn(yaml, keyOf(pair));
    return map && resolved(yaml, map, "extends") ? [keyOf(pair)] : [];
  });
}

/** The service of the same file that this one extends. */
function baseIn(yaml: YamlText, map: YAMLMap): string | undefined {
  const node = resolved(yaml, map, "extends");
  if (isScalar(node)) return String(node.value);
  if (!isMap(node) || ownPair(node, "file")) return undefined;
  const service = ownPair(node, "service")?.value;
  return isScalar(service) ? String(service.value) : undefined;
}

function resets(yaml: YamlText, service: string, removals: readonly Change[]): readonly Splice[] {
  const map = serviceIn(yaml, service);
  if (!map || removals.length === 0 || isSeq(resolved(yaml, map, "environment"))) return [];
  const append = removals.flatMap((change) =>
    change.kind === "environment" ? [entry(`${change.name}: !reset null`)] : [],
  );
  return editUnder(yaml, map, "environment", "map", { replace: new Map(), append });
}

/** All that the service publishes in the end. */
function portsOf(name: string, changes: readonly Change[], stack: Stack): readonly Entry[] {
  let ports: readonly Port[] = stack.services.find((service) => service.name === name)?.ports ?? [];
  for (const change of changes) {
    if (change.kind !== "publish" && change.kind !== "unpublish") continue;
    if (change.service !== name) continue;
    const standing = standingPort(change);
    const now = change.kind === "publish" ? [change.port] : [];
    ports = standing ? ports.flatMap((port) => (isSame(port, standing) ? now : [port])) : [...ports, ...now];
  }
  return ports.map(shortPort);
}

/** What the service itself names, and what it was given before by those that it extends; nothing that they are granted now. */
function cutOff(before: YamlText, yaml: YamlText, service: string, granted: ReadonlySet<string>): readonly Splice[] {
  const inherited: Entry[] = [];
  let reaches = false;
  const seen = new Set([service]);
  for (let base = baseOf(before, service); base !== undefined && !seen.has(base); base = baseOf(before, base)) {
    seen.add(base);
    reaches ||= granted.has(base);
    inherited.push(...itemsOf(before, base));
  }
  return reaches ? overridden(yaml, service, "secrets", [...inherited, ...itemsOf(yaml, service)]) : [];
}

function baseOf(yaml: YamlText, service: string): string | undefined {
  const map = serviceIn(yaml, service);
  return map && baseIn(yaml, map);
}

function itemsOf(yaml: YamlText, service: string): readonly Entry[] {
  const map = serviceIn(yaml, service);
  const list = map && resolved(yaml, map, "secrets");
  return isSeq(list) ? (list.items as Node[]).map((item) => entry(flowText(yaml, copyOf(yaml, item)))) : [];
}

/** A list on one line, in place of what stands there and of what comes by `extends`. */
function overridden(yaml: YamlText, service: string, key: string, entries: readonly Entry[]): readonly Splice[] {
  const map = serviceIn(yaml, service);
  const text = `${key}: !override [${entries.map(({ flow }) => flow).join(", ")}]`;
  const last = map && pairs(map).at(-1);
  if (!map || !last) return [];
  const own = ownPair(map, key);
  if (own) return [{ start: startOf(own.key), end: endOfPair(own), text }];
  const extended = ownPair(map, "extends") ?? last;
  const end = endOfPair(extended);
  if (map.flow === true) return [{ start: end, end, text: `, ${text}` }];
  const column = startOf(extended.key) - (yaml.text.lastIndexOf("\n", startOf(extended.key) - 1) + 1);
  const next = yaml.text.indexOf("\n", end) + 1;
  return [{ start: next, end: next, text: `${" ".repeat(column)}${text}${yaml.eol}` }];
}
