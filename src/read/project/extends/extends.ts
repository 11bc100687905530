/**
 * Carries `extends` out: each service gets what the one has that it extends, below what it says itself.
 * Invariant: a service is worked out once, however many extend it; chains may be long, so nothing here calls itself.
 * @see Compose Specification, "extends"
 */
import { childOf, type Entry, entryOf, type Mapping, type Node } from "../../../model/node.ts";
import type { Span } from "../../../model/span.ts";
import { hostPath } from "../../compose/context.ts";
import { didYouMean } from "../../say/suggest.ts";
import { mergeResources } from "../../tree/merge/merge.ts";
import type { Loading } from "../files/loading.ts";
import type { Scope } from "../files/scope.ts";
import { type Home, homeOf } from "./home.ts";
import { homeInFile } from "./in-file.ts";
import { type ExtendsReference, readExtends } from "./reference.ts";

export function carryOutExtends(document: Mapping, scope: Scope, loading: Loading): Mapping {
  const services = childOf(document, "services");
  if (services?.kind !== "map" || !services.entries.some(({ value }) => extendsOf(value))) return document;
  const home = homeOf(document, scope);
  const extended = services.entries.map((entry): Entry => {
    if (!extendsOf(entry.value) || entry.value.tag === "reset") return entry;
    return { ...entry, value: workOut(home, entry.key, loading) ?? entry.value };
  });
  const { merges: _, ...rest } = services;
  const value: Mapping = { ...rest, entries: extended };
  return {
    ...document,
    entries: document.entries.map((entry) => (entry.key === "services" ? { ...entry, value } : entry)),
  };
}

function extendsOf(service: Node): Entry | undefined {
  const entry = service.kind === "map" ? entryOf(service, "extends") : undefined;
  return entry?.value.tag === "reset" ? undefined : entry;
}

interface Link {
  readonly home: Home;
  readonly name: string;
  readonly service: Mapping;
  /** Of `extends`. */
  readonly at: Span;
}

/** Down the chain to a service that extends none or is known, then up again. */
function workOut(home: Home, name: string, loading: Loading): Node | undefined {
  const chain: Link[] = [];
  const onChain = new Map<Home, Set<string>>();
  let place: { readonly home: Home; readonly name: string } | undefined = { home, name };
  let base: Node | undefined;
  while (place !== undefined) {
    const { home: here, name: called }: { readonly home: Home; readonly name: string } = place;
    const service = here.done.get(called) ?? here.services.get(called)?.value;
    const extended = service && extendsOf(service);
    base = service;
    if (service?.kind !== "map" || extended === undefined) break;
    const visited = onChain.get(here) ?? new Set();
    if (visited.has(called)) {
      sayCycle(chain, { home: here, name: called }, loading);
      base = undefined;
      break;
    }
    onChain.set(here, visited.add(called));
    chain.push({ home: here, name: called, service, at: extended.keyAt });
    const reference = readExtends(extended.value, `services.${called}.extends`, loading.say);
    place = reference && placeOf(reference, here, loading);
    base = undefined;
  }
  if (base === undefined) for (const link of chain) loading.partial.add(link.name);
  for (let link = chain.pop(); link !== undefined; link = chain.pop()) base = over(base, link, loading);
  return base;
}

function placeOf(
  { service, file }: ExtendsReference,
  from: Home,
  loading: Loading,
): { readonly home: Home; readonly name: string } | undefined {
  const home = file ? fileOf(file, from, loading) : from;
  if (home === undefined) return undefined;
  if (home.services.has(service.value)) return { home, name: service.value };
  const where = home.file ?? service.at.file;
  const what = `there is no service \`${service.value}\` in ${where} to extend`;
  return loading.say.error("unknown-service", service.at, what, remedyFor(service.value, home));
}

function remedyFor(name: string, home: Home): () => string {
  const names = [...home.services.keys()];
  return () => {
    const meant = names.length > 0 ? didYouMean(name, names)() : "";
    return `${meant} Only services of the same file count; name another with \`file:\`.`.trim();
  };
}

function fileOf(file: NonNullable<ExtendsReference["file"]>, from: Home, loading: Loading): Home | undefined {
  const path = hostPath(file.value, loading.context);
  if (path !== undefined) return homeInFile(path, file.at, from.scope, loading);
  return loading.say.error("no-home", file.at, "the path starts with ~, but HOME is not set", "Write the whole path.");
}

/** What a service says itself over what it extends; the tags of the latter have done their work there. */
function over(base: Node | undefined, { home, name, service }: Link, loading: Loading): Node {
  const { merges: _, ...rest } = service;
  const own: Mapping = { ...rest, entries: service.entries.filter(({ key }) => key !== "extends") };
  const result = base?.kind === "map" ? merged(base, own, name, loading, service.at) : own;
  const tagged = service.tag === undefined ? result : { ...result, tag: service.tag };
  home.done.set(name, tagged);
  return tagged;
}

function merged(base: Mapping, own: Mapping, name: string, loading: Loading, at: Span): Mapping {
  const below = loading.settled(base);
  if (loading.overgrown) return own;
  const both = mergeResources(below, own, ["services", name], loading.say);
  return loading.grow(both, below, at) ? both : own;
}

function sayCycle(chain: readonly Link[], to: { readonly home: Home; readonly name: string }, { say }: Loading): void {
  const begin = chain.findIndex(({ home, name }) => home === to.home && name === to.name);
  const circle = [...chain.slice(begin), to].map(({ home, name }) => (home.file ? `${name} (${home.file})` : name));
  const shown = circle.length > 8 ? [...circle.slice(0, 7), "…", ...circle.slice(-1)] : circle;
  const what = `the services extend each other in a circle: ${shown.join(" → ")}`;
  const at = chain.at(-1)?.at;
  if (at) say.error("extends-cycle", at, what, "Take one of these `extends` out.");
}
