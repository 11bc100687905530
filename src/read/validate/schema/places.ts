import type { Entry, Mapping, Node, Path } from "../../../model/node.ts";
import type { Span } from "../../../model/span.ts";

export interface Place {
  readonly node: Node;
  /** Of its key; of the value itself in a list. */
  readonly keyAt: Span;
  readonly path: Path;
}

/** Finds values by JSON pointers; each map is indexed once, so that thousands of errors take no longer than as many values. */
export class Places {
  readonly #root: Node;
  readonly #indexes = new Map<Mapping, ReadonlyMap<string, Entry>>();

  constructor(root: Node) {
    this.#root = root;
  }

  at(pointer: string): Place | undefined {
    let place: Place = { node: this.#root, keyAt: this.#root.at, path: [] };
    for (const part of pointer.split("/").slice(1)) {
      const next = this.#step(place, part.replaceAll("~1", "/").replaceAll("~0", "~"));
      if (next === undefined) return undefined;
      place = next;
    }
    return place;
  }

  entry(map: Mapping, key: string): Entry | undefined {
    const index = this.#indexes.get(map) ?? new Map(map.entries.map((entry) => [entry.key, entry]));
    this.#indexes.set(map, index);
    return index.get(key);
  }

  #step({ node, path }: Place, part: string): Place | undefined {
    if (node.kind === "map") {
      const entry = this.entry(node, part);
      return entry && { node: entry.value, keyAt: entry.keyAt, path: [...path, part] };
    }
    const item = node.kind === "list" ? node.items[Number(part)] : undefined;
    return item && { node: item, keyAt: item.at, path: [...path, Number(part)] };
  }
}
