/** Compose secrets: the grant in a service, and the file that the secret comes from. */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Change } from "../../../model/change.ts";
import { type GeneratedFile, secretSource } from "../../../model/secret.ts";
import type { Edit } from "../yaml/entries.ts";
import { type Entry, entry } from "../yaml/entry.ts";
import { keyOf, pairs } from "../yaml/text.ts";

type Grant = Extract<Change, { kind: "grant" }>;

/** A service's own `secrets:` list with the grants that it lacks. */
export function grantsEdit(list: Node | undefined, grants: readonly Grant[]): Edit {
  const there = isSeq(list) ? list.items.map(sourceOf) : [];
  const append = grants.filter(({ secret }) => !there.includes(secret)).map(grantEntry);
  return { replace: new Map(), append };
}

function grantEntry({ secret, target }: Grant): Entry {
  if (target === undefined) return entry(secret);
  return { block: `source: ${secret}\ntarget: ${target}`, flow: `{ source: ${secret}, target: ${target} }` };
}

function sourceOf(item: unknown): string {
  if (isScalar(item)) return String(item.value);
  const source = isMap(item) ? pairs(item).find((pair) => keyOf(pair) === "source")?.value : undefined;
  return isScalar(source) ? String(source.value) : "";
}

/**
 * The top-level definition of a granted secret, below `.edgeward/` beside the compose file (model/layout.ts).
 * @throws Error when nothing generates the secret: a measure granted what no file brings, which is a defect of ours
 */
export function definition(secret: string, generated: readonly GeneratedFile[], step: number): Entry {
  const file = generated.find(({ service, name }) => secretSource(service, name) === secret);
  if (!file) throw new Error(`no generated file brings the secret ${secret}`);
  const path = `./.edgeward/generated/${file.service}/${file.name}`;
  const text = /^[\w./-]+$/.test(path) ? path : JSON.stringify(path);
  return { block: `${secret}:\n${" ".repeat(step)}file: ${text}`, flow: `${secret}: { file: ${text} }` };
}
