/** `environment`, `labels`, `sysctls`, `annotations`: a map, or a list of `NAME=value`. */
import type { Node } from "../model/node.ts";
import type { Span } from "../model/span.ts";
import { goText } from "./amount/go-text.ts";

export interface Pair {
  readonly name: string;
  /** Null: only the name stands there. For a variable that means "from where Compose runs", for a label "". */
  readonly value: string | null;
  /** Of the value, or of the name where there is no value. */
  readonly at: Span;
}

/** Of several with one name the last counts, at the first one's place. Lists and maps as values are passed over; none for any other node. */
export function pairsOf(node: Node | undefined): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  if (node?.kind === "map") {
    for (const { key, keyAt, value } of node.entries) {
      if (value.kind !== "scalar") continue;
      const text = goText(value);
      pairs.set(key, { name: key, value: text, at: text === null ? keyAt : value.at });
    }
  }
  if (node?.kind === "list") {
    for (const item of node.items) {
      const text = item.kind === "scalar" ? goText(item) : null;
      if (text === null) continue;
      const equals = text.indexOf("=");
      const name = equals < 0 ? text : text.slice(0, equals);
      pairs.set(name, { name, value: equals < 0 ? null : text.slice(equals + 1), at: item.at });
    }
  }
  return [...pairs.values()];
}
