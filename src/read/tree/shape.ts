/**
 * Reads a node as what it has to be. Each reader answers undefined when there is nothing (`key:` alone) or when it has said a
 * problem; `path` names the value in messages, as in `services.web.ports[0]`.
 */

import { describe, type Entry, isNull, type Node } from "../../model/node.ts";
import type { Located } from "../../model/span.ts";
import type { Say } from "../say/say.ts";

export function asText(node: Node, path: string, say: Say): Located<string> | undefined {
  if (isNull(node)) return undefined;
  if (node.kind === "scalar" && typeof node.value === "string") return { value: node.value, at: node.at };
  const remedy = node.kind === "scalar" ? "Put it in quotes." : "Write one text.";
  return say.error("wrong-type", node.at, `\`${path}\` must be a text, but is ${describe(node)}`, remedy);
}

/** A text, or the number or truth value that YAML made of it, as it was written. */
export function asWritten(node: Node, path: string, say: Say): Located<string> | undefined {
  if (isNull(node)) return undefined;
  if (node.kind === "scalar") return { value: node.source, at: node.at };
  const what = `\`${path}\` must be a single value, but is ${describe(node)}`;
  return say.error("wrong-type", node.at, what, "Write one value.");
}

/** Takes digits in quotes too, as compose does: `"${PORT}"` is always a text. */
export function asInteger(node: Node, path: string, range: readonly [number, number], say: Say): number | undefined {
  if (isNull(node)) return undefined;
  const [least, most] = range;
  const wanted = `a whole number from ${least} to ${most}`;
  const text = node.kind === "scalar" ? node.source.trim() : "";
  if (!/^-?\d+$/.test(text)) {
    const what = `\`${path}\` must be ${wanted}, but is ${describe(node)}`;
    return say.error("wrong-type", node.at, what, `Write ${wanted}.`);
  }
  const value = Number(text);
  if (value >= least && value <= most) return value;
  return say.error("out-of-range", node.at, `\`${path}\` must be ${wanted}, but is ${text}`, `Write ${wanted}.`);
}

const truth: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  y: true,
  false: false,
  no: false,
  off: false,
  n: false,
};

export function asFlag(node: Node, path: string, say: Say): boolean | undefined {
  if (isNull(node)) return undefined;
  const flag = node.kind === "scalar" ? truth[node.source.toLowerCase()] : undefined;
  if (flag !== undefined) return flag;
  const what = `\`${path}\` must be true or false, but is ${describe(node)}`;
  return say.error("wrong-type", node.at, what, "Write true or false.");
}

export function asList(node: Node, path: string, say: Say): readonly Node[] {
  if (node.kind === "list") return node.items;
  if (isNull(node)) return [];
  const what = `\`${path}\` must be a list, but is ${describe(node)}`;
  say.error("wrong-type", node.at, what, "Write one item a line, each with `- ` in front.");
  return [];
}

export function asMap(node: Node, path: string, say: Say): readonly Entry[] | undefined {
  if (node.kind === "map") return node.entries;
  if (isNull(node)) return [];
  const what = `\`${path}\` must be a map, but is ${describe(node)}`;
  return say.error("wrong-type", node.at, what, "Write `key: value` lines, indented below it.");
}

/** A single text counts as a list of one, where `single` allows it. */
export function asTexts(node: Node, path: string, single: "single-too" | "list-only", say: Say): Located<string>[] {
  if (single === "single-too" && node.kind === "scalar") {
    const text = asText(node, path, say);
    return text ? [text] : [];
  }
  const texts: Located<string>[] = [];
  for (const [i, item] of asList(node, path, say).entries()) {
    const text = asText(item, `${path}[${i}]`, say);
    if (text) texts.push(text);
    else if (isNull(item))
      say.error("wrong-type", item.at, `\`${path}[${i}]\` is empty`, "Write a text, or take the item out.");
  }
  return texts;
}
