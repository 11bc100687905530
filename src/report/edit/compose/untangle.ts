/**
 * Gives services their own copy of what they share through aliases and merge keys, where one of them is about to be edited.
 * Without it, editing one service would edit every service that shares the text: a secret granted to one would reach all.
 * Invariant: an untangled text says the same as before, but for an empty list or map where an added one would be merged in.
 */
import { type Alias, isAlias, isMap, isSeq, type Node, visit, type YAMLMap } from "yaml";
import { copyEntries, merged, resolved } from "../yaml/copy.ts";
import {
  applySplices,
  endOf,
  keyOf,
  ownPair,
  pairs,
  type Splice,
  startOf,
  type YamlText,
  yamlText,
} from "../yaml/text.ts";
import { emptied, expanded, flattened, written } from "./write-out.ts";

/** A key of a service that will be edited, and the variables that will be removed from it. */
export interface Target {
  readonly service: string;
  readonly key: "ports" | "environment" | "secrets";
  readonly removed: readonly string[];
}

/** @returns undefined should a step of ours ever not be read back */
export function untangled(yaml: YamlText, targets: readonly Target[]): YamlText | undefined {
  let now: YamlText | undefined = yaml;
  // Each step takes an alias away or gives a service a key of its own, so there is a last one.
  for (let splice = nextStep(now, targets); splice; splice = now && nextStep(now, targets)) {
    now = yamlText(applySplices(now.text, [splice]));
    if (!now) return undefined;
  }
  return now;
}

function nextStep(yaml: YamlText, targets: readonly Target[]): Splice | undefined {
  const services = ownPair(yaml.root, "services")?.value;
  if (!isMap(services) || !yaml.text.includes("*")) return undefined;
  const uses = aliasesIn(yaml);
  for (const target of targets) {
    const step = takeOver(yaml, services, target) ?? shield(yaml, services, target, uses);
    if (step) return step;
  }
  return undefined;
}

/** Writes out what the service has from elsewhere. */
function takeOver(yaml: YamlText, services: YAMLMap, { service: name, key, removed }: Target): Splice | undefined {
  const service = ownPair(services, name)?.value;
  if (isAlias(service)) return expanded(yaml, service, services);
  if (!isMap(service)) return undefined;
  const own = ownPair(service, key)?.value;
  if (isAlias(own)) return expanded(yaml, own, service);
  if (!own) {
    const value = resolved(yaml, service, key);
    return value && written(yaml, service, copyEntries(yaml, [[key, value]]));
  }
  if (isSeq(own)) {
    const item = own.items.find((one) => isAlias(one));
    return isAlias(item) ? expanded(yaml, item, undefined) : undefined;
  }
  if (!isMap(own)) return undefined;
  const brought = merged(yaml, own);
  return removed.some((variable) => brought.has(variable)) ? flattened(yaml, own) : undefined;
}

/** Writes out what others have from the service, where the edit would reach them. */
function shield(yaml: YamlText, services: YAMLMap, target: Target, uses: readonly Use[]): Splice | undefined {
  const service = ownPair(services, target.service)?.value;
  if (!isMap(service)) return undefined;
  const own = ownPair(service, target.key)?.value;
  for (const { alias, parent, source, isMerge } of uses) {
    if (own && within(own, source) && !within(own, alias))
      return isMerge ? flattened(yaml, parent) : expanded(yaml, alias, parent);
    if (source !== service) continue;
    if (!isMerge) return expanded(yaml, alias, parent);
    if (!parent || ownPair(parent, target.key)) continue;
    const value = resolved(yaml, parent, target.key);
    return value ? written(yaml, parent, copyEntries(yaml, [[target.key, value]])) : emptied(yaml, parent, target.key);
  }
  return undefined;
}

interface Use {
  readonly alias: Alias;
  readonly source: Node | undefined;
  /** The map that the alias is a value of, or is merged into. */
  readonly parent: YAMLMap | undefined;
  readonly isMerge: boolean;
}

function aliasesIn(yaml: YamlText): readonly Use[] {
  const uses: Use[] = [];
  visit(yaml.doc, {
    Alias(_, alias, path) {
      const parent = path.findLast((node) => isMap(node));
      const pair = parent && pairs(parent).find(({ value }) => value && within(value, alias));
      const isMerge = pair !== undefined && keyOf(pair) === "<<";
      uses.push({ alias, source: alias.resolve(yaml.doc), parent, isMerge });
    },
  });
  return uses;
}

const within = (outer: Node, inner: Node | undefined): boolean =>
  inner !== undefined && startOf(inner) >= startOf(outer) && endOf(inner) <= endOf(outer);
