import type { Entry, Mapping, Node, Scalar } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import { looksSecret } from "../say/secretive.ts";
import { type Hearer, type Lookup, substitute } from "./template.ts";

/**
 * Fills the variables in a tree's values; keys stay as they are, as in compose. Nodes in which nothing changes stay the same objects,
 * and shared ones stay shared, entries that `<<` brings in too.
 */
export function interpolate(tree: Node, lookup: Lookup, say: Say): Node {
  return new Interpolation(lookup, say).of(tree, "");
}

class Interpolation {
  readonly #lookup: Lookup;
  readonly #say: Say;
  readonly #done = new Map<Node, Node>();
  /** Only those that have changed. */
  readonly #entries = new Map<Entry, Entry>();

  constructor(lookup: Lookup, say: Say) {
    this.#lookup = lookup;
    this.#say = say;
  }

  /** @param key the nearest one that leads to the node: its name tells whether the value may be a secret */
  of(node: Node, key: string): Node {
    if (node.kind === "scalar" && !(typeof node.value === "string" && node.value.includes("$"))) return node;
    // Whatever is shared has an anchor, or lies in an entry of an anchored map: then its entry is remembered.
    if (node.look?.anchor === undefined) return this.#filled(node, key);
    const before = this.#done.get(node);
    if (before) return before;
    const after = this.#filled(node, key);
    this.#done.set(node, after);
    return after;
  }

  #filled(node: Node, key: string): Node {
    if (node.kind === "scalar") return this.#scalar(node, key);
    if (node.kind === "list") {
      const items = changed(node.items, (item) => this.of(item, key));
      return items === node.items ? node : { ...node, items };
    }
    const entries = changed(node.entries, (entry) => this.#entry(entry));
    const merges = node.merges && changed(node.merges, (map) => this.#map(map, key));
    if (entries === node.entries && merges === node.merges) return node;
    return { ...node, entries, ...(merges && { merges }) };
  }

  #map(map: Mapping, key: string): Mapping {
    const after = this.of(map, key);
    return after.kind === "map" ? after : map;
  }

  #entry(entry: Entry): Entry {
    const before = this.#entries.get(entry);
    if (before) return before;
    const value = this.of(entry.value, entry.key);
    if (value === entry.value) return entry;
    const after = { ...entry, value };
    this.#entries.set(entry, after);
    return after;
  }

  #scalar(node: Scalar, key: string): Scalar {
    if (typeof node.value !== "string") return node;
    const assigned = /^([\w.-]+)=/.exec(node.value)?.[1];
    const isSecretive = looksSecret(key) || (assigned !== undefined && looksSecret(assigned));
    const value = substitute(node.value, this.#lookup, hearer(node.at, isSecretive, this.#say));
    return { ...node, value, source: value };
  }
}

/** The list itself where nothing in it changes. */
function changed<T>(all: readonly T[], change: (one: T) => T): readonly T[] {
  let copy: T[] | undefined;
  for (let i = 0; i < all.length; i++) {
    const one = all[i] as T;
    const after = change(one);
    if (after !== one) copy ??= [...all];
    if (copy) copy[i] = after;
  }
  return copy ?? all;
}

/** @param secretive the value may be a password with a `$` in it: then what follows the `$` is not shown */
function hearer(at: Span, secretive: boolean, say: Say): Hearer {
  return {
    unset(name) {
      const which = secretive ? "a variable in this value" : `the variable ${name}`;
      const it = secretive ? "it" : name;
      const remedy = `Set ${it} in .env or the environment, write \${${secretive ? "NAME" : name}:-default}, or $$ for a plain $.`;
      say.notice("unset-variable", at, `${which} is not set: nothing stands in its place`, remedy);
      return "";
    },
    required(name, message) {
      const what = `the variable ${name} has to be set${message && !secretive ? `: ${message}` : ""}`;
      say.error("required-variable", at, what, `Set ${name} in .env or in the environment.`);
      return "";
    },
    invalid(written) {
      say.error(
        "bad-interpolation",
        at,
        "a ${ stands here that begins no variable",
        "Write $${ for a plain ${, or close the brace behind the name.",
      );
      return written;
    },
  };
}
