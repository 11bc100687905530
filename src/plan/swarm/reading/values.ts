/** Values of a stack file as the docker CLI reads them; what is empty counts as absent, as it does in the objects that it sends. */
import { parseGoDuration } from "../../../compose/amount/duration.ts";
import { goNumber, isGoNumber } from "../../../compose/amount/go-number.ts";
import { goText } from "../../../compose/amount/go-text.ts";
import type { Texts } from "../../../model/engine-api.ts";
import { childOf, type Mapping, type Node, type Scalar } from "../../../model/node.ts";

export function mapIn(map: Mapping | undefined, key: string): Mapping | undefined {
  const child = map && childOf(map, key);
  return child?.kind === "map" ? child : undefined;
}

export function itemsIn(map: Mapping | undefined, key: string): readonly Node[] {
  const child = map && childOf(map, key);
  return child?.kind === "list" ? child.items : [];
}

export function scalarIn(map: Mapping | undefined, key: string): Scalar | undefined {
  const child = map && childOf(map, key);
  return child?.kind === "scalar" && child.value !== null ? child : undefined;
}

export function textIn(map: Mapping | undefined, key: string): string | undefined {
  const scalar = scalarIn(map, key);
  return (scalar && goText(scalar)) || undefined;
}

/** A number without quotes is what Go's YAML makes of it (0440 is octal); a text, which a variable brought in, is decimal. */
export function numberIn(map: Mapping | undefined, key: string): number | undefined {
  const scalar = scalarIn(map, key);
  return scalar && numberOf(scalar);
}

export function numberOf({ value, source }: Scalar): number | undefined {
  if (typeof value === "number") return isGoNumber(source) ? Number(goNumber(source)) : value;
  if (typeof value !== "string") return undefined;
  if (/^[-+]?\d+(\.\d+)?$/.test(value)) return Number(value);
  return isGoNumber(value) ? Number(goNumber(value)) : undefined;
}

/** YAML 1.1's words too, which a variable may have brought in. */
export function isOn(map: Mapping | undefined, key: string): boolean {
  const scalar = scalarIn(map, key);
  return scalar !== undefined && /^(true|yes|on|y)$/i.test(scalar.source);
}

/** A text or a list of texts. */
export function textsIn(map: Mapping | undefined, key: string): readonly string[] {
  const text = textIn(map, key);
  return text === undefined ? itemsIn(map, key).flatMap(textsOf) : [text];
}

export function textsOf(node: Node): readonly string[] {
  const text = node.kind === "scalar" ? goText(node) : null;
  return text === null ? [] : [text];
}

/** Nanoseconds. */
export function durationIn(map: Mapping | undefined, key: string): number | undefined {
  const text = textIn(map, key);
  const ns = text === undefined ? undefined : parseGoDuration(text);
  return ns === undefined ? undefined : Number(ns);
}

/** Texts by name: `driver_opts`, `logging.options`. Nothing behind a name is the empty text. */
export function optionsIn(map: Mapping | undefined, key: string): Texts | undefined {
  const options = mapIn(map, key);
  if (options === undefined || options.entries.length === 0) return undefined;
  return Object.fromEntries(
    options.entries.map((entry) => [entry.key, entry.value.kind === "scalar" ? (goText(entry.value) ?? "") : ""]),
  );
}
