import { type Entry, isNull, type Mapping, type Node } from "../../../model/node.ts";
import type { Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { mergeResources } from "../../tree/merge/merge.ts";

/** What an include brings in. Everything else of its file, such as `name` and `x-…`, stays there. */
const sections = ["services", "networks", "volumes", "secrets", "configs", "models"];

/**
 * Resources of included models on their way into a document. Of two with one name the document's own goes over the included one, and
 * an earlier include over a later one, as with Compose; the specification asks for a warning.
 */
export class Importing {
  readonly #document: Mapping;
  readonly #at: Span;
  readonly #say: Say;
  /** By section, those that have got something. */
  readonly #entries = new Map<string, Map<string, Entry>>();

  /** @param at where a section stands that the document does not have itself */
  constructor(document: Mapping, at: Span, say: Say) {
    this.#document = document;
    this.#at = at;
    this.#say = say;
  }

  add(model: Mapping): void {
    for (const { key, value } of model.entries) {
      if (value.kind !== "map" || !sections.includes(key)) continue;
      const into = this.#section(key);
      for (const entry of value.entries) into?.set(entry.key, this.#over(key, entry, into.get(entry.key)));
    }
  }

  result(): Mapping {
    const left = new Map(this.#entries);
    const entries = this.#document.entries.map((entry): Entry => {
      const imported = left.get(entry.key);
      left.delete(entry.key);
      if (imported === undefined) return entry;
      const { value } = entry;
      const { merges: _, ...rest } = value.kind === "map" ? value : emptyAt(value.at);
      return { ...entry, value: { ...rest, entries: [...imported.values()] } };
    });
    const added = [...left].map(([key, imported]): Entry => {
      return { key, keyAt: this.#at, value: { ...emptyAt(this.#at), entries: [...imported.values()] } };
    });
    return { ...this.#document, entries: [...entries, ...added] };
  }

  /** @returns undefined where the document's own section is none: that is said elsewhere */
  #section(key: string): Map<string, Entry> | undefined {
    const known = this.#entries.get(key);
    if (known) return known;
    const own = this.#document.entries.find((entry) => entry.key === key)?.value;
    if (own !== undefined && own.kind !== "map" && !isNull(own)) return undefined;
    const entries = new Map((own?.kind === "map" ? own.entries : []).map((entry) => [entry.key, entry]));
    this.#entries.set(key, entries);
    return entries;
  }

  #over(section: string, included: Entry, own: Entry | undefined): Entry {
    if (own === undefined || isNull(own.value)) return own ? { ...own, value: included.value } : included;
    if (own.value.tag !== undefined || isNull(included.value) || same(own.value, included.value)) return own;
    const { file, line } = included.keyAt;
    const what = `\`${section}.${own.key}\` also stands in ${file}:${line}, which is included: this one goes over it`;
    const remedy =
      "Rename one of them, or name a file with what shall be different after the included one, in its `path`.";
    this.#say.notice("include-conflict", own.keyAt, what, remedy);
    if (own.value.kind !== "map" || included.value.kind !== "map") return own;
    return { ...own, value: mergeResources(included.value, own.value, [section, own.key], this.#say) };
  }
}

const emptyAt = (at: Span): Mapping => ({ kind: "map", entries: [], at });

/** Whether two definitions say the same, in whatever order. */
function same(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (a.kind === "scalar" && b.kind === "scalar") return a.value === b.value;
  if (a.kind === "list" && b.kind === "list") {
    return a.items.length === b.items.length && a.items.every((item, i) => sameAt(item, b.items[i]));
  }
  if (a.kind !== "map" || b.kind !== "map" || a.entries.length !== b.entries.length) return false;
  const others = new Map(b.entries.map(({ key, value }) => [key, value]));
  return a.entries.every(({ key, value }) => sameAt(value, others.get(key)));
}

const sameAt = (a: Node, b: Node | undefined) => b !== undefined && same(a, b);
