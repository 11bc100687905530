import type { Entry, Mapping, Node } from "../../model/node.ts";

/** A map as it is written: what `<<` names, and the entries that it does not bring in. */
export interface Layout {
  readonly merges: readonly string[];
  readonly entries: readonly Entry[];
}

/** Names of the nodes written so far. A node has one when its source had one; no two have the same. */
export class Anchors {
  readonly #names = new Map<Node, string>();
  readonly #taken = new Set<string>();
  /** How many nodes have claimed a name. */
  readonly #claims = new Map<string, number>();

  /** The name under which a node has been written before. */
  nameOf(node: Node): string | undefined {
    return node.look?.anchor === undefined ? undefined : this.#names.get(node);
  }

  /** The name under which a node is written now, for the first time. */
  claim(node: Node): string | undefined {
    const wanted = node.look?.anchor?.replaceAll(/[^\w-]/g, "_");
    if (wanted === undefined) return undefined;
    const name = this.#free(wanted || "_");
    this.#taken.add(name);
    this.#names.set(node, name);
    return name;
  }

  #free(wanted: string): string {
    if (!this.#taken.has(wanted)) return wanted;
    for (let count = (this.#claims.get(wanted) ?? 1) + 1; ; count++) {
      const name = `${wanted}-${count}`;
      if (this.#taken.has(name)) continue;
      this.#claims.set(wanted, count);
      return name;
    }
  }

  /**
   * Keeps each `<<` whose map has been written before under a name and brings in no key that the map no longer has. Its own entries
   * override what `<<` brings, so those that have changed are simply written.
   */
  layoutOf(map: Mapping): Layout {
    if (map.merges === undefined) return { merges: [], entries: map.entries };
    const present = new Map(map.entries.map((entry) => [entry.key, entry]));
    const brought = new Set<Entry>();
    const seen = new Set<string>();
    const merges: string[] = [];
    for (const source of map.merges) {
      const name = this.nameOf(source);
      if (name === undefined || !source.entries.every(({ key }) => present.has(key))) continue;
      const fresh = source.entries.filter(({ key }) => !seen.has(key));
      const kept = fresh.filter((entry) => present.get(entry.key) === entry);
      if (kept.length === 0) continue;
      merges.push(name);
      for (const { key } of fresh) seen.add(key);
      for (const entry of kept) brought.add(entry);
    }
    return { merges, entries: map.entries.filter((entry) => !brought.has(entry)) };
  }
}
