/** Values that Compose takes in several spellings, and the docker CLI's schema in one: `"3"` for 3, `7d`, `on`. */
import { parseComposeDuration, parseGoDuration, showGoDuration } from "../compose/amount/duration.ts";
import { goText } from "../compose/amount/go-text.ts";
import { sizeOf } from "../compose/amount/size.ts";
import { type Node, type Scalar, textAt, valueAt } from "../model/node.ts";
import { type Draft, type Field, fieldsOf } from "./draft.ts";

/** What stands at a place of the CLI's schema; `pairs` is a map or a list of `NAME=value`, `each` what every entry is. */
export type Shape = Kind | "pairs" | { readonly each: Shape } | { readonly keys: Readonly<Record<string, Shape>> };

export type Kind = "whole" | "number" | "boolean" | "duration" | "size" | "text" | "cpus";

/**
 * Says what has to be spelled in another way, and edits it; `x-` fields go where the CLI refuses them.
 * @returns whether the fate of the field itself is told with that
 */
export function respell(draft: Draft, field: Field, shape: Shape): boolean {
  if (typeof shape === "string" && shape !== "pairs") return respellOne(draft, field, shape);
  if (shape === "pairs") {
    if (field.node.kind === "map") for (const pair of fieldsOf(field)) respellPair(draft, pair);
    return false;
  }
  for (const child of fieldsOf(field)) {
    const name = String(child.path.at(-1));
    const next = "each" in shape ? shape.each : Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
    if (name.startsWith("x-")) loseExtension(draft, child);
    else if (next !== undefined) respell(draft, child, next);
  }
  return false;
}

function loseExtension(draft: Draft, field: Field): void {
  const why =
    "The docker CLI takes fields of one's own only at the top, on services, networks, volumes, secrets and configs.";
  draft.lose(field, { why, remedy: "Move it to one of those places if something reads it.", weakens: "nothing" });
}

function respellPair(draft: Draft, field: Field): void {
  if (field.node.kind === "scalar" && typeof field.node.value === "boolean") respellOne(draft, field, "text");
}

function respellOne(draft: Draft, field: Field, kind: Kind): boolean {
  const { node } = field;
  if (node.kind !== "scalar") return false;
  const spelled = spelledAs(node, kind);
  if (spelled === node) return false;
  if (spelled === undefined) {
    const why = `It is not ${called[kind]}.`;
    draft.lose(field, { why, remedy: `Write ${called[kind]}, as \`${examples[kind]}\`.`, weakens: "behaviour" });
  } else draft.respell(field, spelled, called[kind], "The docker CLI takes no other spelling.");
  return true;
}

const called: Readonly<Record<Kind, string>> = {
  whole: "a whole number",
  number: "a number",
  boolean: "true or false",
  duration: "a duration in hours, minutes and seconds",
  size: "a size in quotes",
  text: "a text in quotes",
  cpus: "a number of CPUs in quotes",
};
const examples: Readonly<Record<Kind, string>> = {
  whole: "3",
  number: "0.5",
  boolean: "true",
  duration: "1h30m",
  size: '"512m"',
  text: '"text"',
  cpus: '"0.5"',
};

/** @returns the node itself where nothing is to be done; undefined where the value is none of this kind */
export function spelledAs(node: Scalar, kind: Kind): Scalar | undefined {
  const text = goText(node);
  if (text === null) return undefined;
  const made = spellers[kind](text, node);
  if (made === undefined) return undefined;
  const same =
    typeof made === typeof node.value && (typeof made === "string" ? made === node.value : plainNumber(node));
  if (same) return node;
  return typeof made === "string" ? textAt(made, node.at) : valueAt(made, node.at);
}

/** A number that every YAML reader takes for the same one, or a truth value. */
const plainNumber = (node: Scalar): boolean =>
  typeof node.value === "boolean" || /^-?(0|[1-9]\d*)(\.\d+)?$/.test(node.source);

const yes = /^(1|t|true|y|yes|on)$/i;
const no = /^(0|f|false|n|no|off)$/i;

const spellers: Readonly<Record<Kind, (text: string, node: Scalar) => string | number | boolean | undefined>> = {
  whole: (text) => (/^[-+]?\d{1,15}(\.0*)?$/.test(text) ? Number(text) : wholeOf(numberOf(text))),
  number: numberOf,
  boolean: (text) => (yes.test(text) ? true : no.test(text) ? false : undefined),
  duration: (text) => {
    if (parseGoDuration(text) !== undefined) return text;
    const ns = parseComposeDuration(text);
    return ns === undefined || ns < 0n ? undefined : showGoDuration(ns);
  },
  size: (text, node) => {
    const bytes = sizeOf(node);
    if (bytes === undefined || bytes < 0) return undefined;
    return typeof node.value === "string" ? text : String(bytes);
  },
  text: (text) => text,
  cpus: cpusText,
};

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return /\d/.test(text) && Number.isFinite(number) ? number : undefined;
}

const wholeOf = (number: number | undefined) => (Number.isSafeInteger(number) ? number : undefined);

/** Docker counts CPUs in billionths, and refuses what is finer. */
export function cpusText(text: string): string | undefined {
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return text;
  const cpus = numberOf(text);
  if (cpus === undefined || cpus < 0 || cpus > 1e6) return undefined;
  return cpus.toFixed(9).replace(/\.?0+$/, "");
}

/** The value as a number, in whichever spelling; undefined where it is none. */
export function numberAt(node: Node | undefined): number | undefined {
  if (node?.kind !== "scalar") return undefined;
  const spelled = spelledAs(node, "number");
  return typeof spelled?.value === "number" ? spelled.value : undefined;
}
