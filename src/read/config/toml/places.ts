/**
 * Where each table and key of a TOML text stands, which the parser does not tell.
 * Invariant: the text has been parsed without error, so this only has to find its way, not to judge.
 */
import { parse } from "smol-toml";
import type { Span } from "../../../model/span.ts";
import { placesIn } from "../../tree/places.ts";

export interface Place {
  readonly at: Span;
  /** It has a header of its own: `[table]` or `[[table]]`. */
  headed: boolean;
  readonly keys: Map<string, Place>;
  /** Elements of an array of tables, or of an array whose elements are inline tables (others have an empty place). */
  readonly items: Place[];
}

export function locate(text: string, file: string): Place {
  const scanner = new Scanner(text, placesIn(text, file));
  return scanner.document();
}

const bare = /[\w-]+/y;
const quoted = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
const string = /"""(?:[^\\]|\\[\s\S])*?"""+|'''[\s\S]*?'''+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
const blank = /(?:[\s,]+|#[^\n]*)+/y;
const plainValue = /[^\s,\]}#]+(?: \d\d:[^\s,\]}#]+)?/y;

class Scanner {
  #at = 0;
  readonly #text: string;
  readonly #spanAt: (offset: number) => Span;

  constructor(text: string, spanAt: (offset: number) => Span) {
    this.#text = text;
    this.#spanAt = spanAt;
  }

  document(): Place {
    const root = this.#place(0);
    let table = root;
    for (this.#skip(blank); this.#at < this.#text.length; this.#skip(blank)) {
      const before = this.#at;
      if (this.#text[this.#at] === "[") table = this.#header(root);
      else this.#pair(table);
      if (this.#at === before) this.#at += 1;
    }
    return root;
  }

  #header(root: Place): Place {
    const start = this.#at;
    const isArray = this.#text.startsWith("[[", start);
    this.#at += isArray ? 2 : 1;
    const names = this.#names();
    this.#at += isArray ? 2 : 1;
    const last = names.pop() ?? "";
    const parent = names.reduce((place, name) => this.#child(place, name, start), root);
    const holder = parent.keys.get(last) ?? this.#place(start);
    parent.keys.set(last, holder);
    if (isArray) {
      const item = this.#place(start, true);
      holder.items.push(item);
      return item;
    }
    if (holder.headed) return holder;
    const place = { ...holder, at: this.#spanAt(start), headed: true };
    parent.keys.set(last, place);
    return place;
  }

  /** `key.key = value`, in a table or an inline table. */
  #pair(table: Place): void {
    const start = this.#at;
    const names = this.#names();
    this.#skip(/\s*=\s*/y);
    const last = names.pop() ?? "";
    const parent = names.reduce((place, name) => this.#child(place, name, start), table);
    const place = this.#place(start);
    parent.keys.set(last, place);
    this.#value(place);
  }

  /** A table by name; of an array of tables, its last element, as TOML means it. */
  #child(place: Place, name: string, offset: number): Place {
    const child = place.keys.get(name) ?? this.#place(offset);
    place.keys.set(name, child);
    return child.items.at(-1) ?? child;
  }

  #value(place: Place): void {
    const char = this.#text[this.#at];
    if (char === "[") this.#items("]", () => this.#element(place));
    else if (char === "{") this.#items("}", () => this.#pair(place));
    else if (!this.#skip(string)) this.#skip(plainValue);
  }

  #element(array: Place): void {
    const item = this.#place(this.#at);
    array.items.push(item);
    this.#value(item);
  }

  #items(close: string, one: () => void): void {
    this.#at += 1;
    for (this.#skip(blank); this.#at < this.#text.length; this.#skip(blank)) {
      const before = this.#at;
      if (this.#text[this.#at] === close) break;
      one();
      if (this.#at === before) break;
    }
    this.#at += 1;
  }

  #names(): string[] {
    const names: string[] = [];
    do {
      this.#skip(/[ \t]+/y);
      const name = this.#skip(bare) ?? this.#skip(quoted);
      if (name === undefined) break;
      names.push(/^["']/.test(name) ? unquoted(name) : name);
    } while (this.#skip(/[ \t]*\./y));
    this.#skip(/[ \t]+/y);
    return names;
  }

  #skip(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #place(offset: number, headed = false): Place {
    return { at: this.#spanAt(offset), headed, keys: new Map(), items: [] };
  }
}

function unquoted(key: string): string {
  return Object.keys(parse(`${key} = 0`))[0] ?? key;
}
