/**
 * JSON (RFC 8259) with the place of every value, for messages that point at what is wrong.
 * Invariant: it takes the texts that JSON.parse takes, with the same values, except that a name may not stand twice in an object.
 */
import { Fault } from "../../../../../model/fault.ts";
import type { Span } from "../../../../../model/span.ts";

/** `at` is the value's offset in the text: `spanAt` makes a place of it. */
export type Json =
  | { readonly is: "object"; readonly at: number; readonly members: ReadonlyMap<string, Json> }
  | { readonly is: "array"; readonly at: number; readonly items: readonly Json[] }
  | { readonly is: "value"; readonly at: number; readonly value: string | number | boolean | null };

/** Objects and arrays within each other; deeper ones would exhaust the stack. */
const depthLimit = 100;

/** @throws Fault "bad-input", with the place, when the text is not JSON */
export function parseJson(text: string, file: string): Json {
  const reader = new JsonReader(text, file);
  const json = reader.value(0);
  reader.end();
  return json;
}

export function spanAt(text: string, file: string, offset: number): Span {
  const before = text.slice(0, offset).split("\n");
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

class JsonReader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  value(depth: number): Json {
    this.#blanks();
    const at = this.#at;
    if (depth > depthLimit) this.#fail(`more than ${depthLimit} objects or arrays within each other`);
    switch (this.#text[this.#at]) {
      case "{":
        return { is: "object", at, members: this.#members(depth) };
      case "[":
        return { is: "array", at, items: this.#items(depth) };
      default:
        return { is: "value", at, value: this.#scalar() };
    }
  }

  end(): void {
    this.#blanks();
    if (this.#at < this.#text.length) this.#fail(`${this.#here()} after the end of the value`);
  }

  #members(depth: number): Map<string, Json> {
    const members = new Map<string, Json>();
    this.#at++;
    if (this.#take("}")) return members;
    do {
      this.#blanks();
      const start = this.#at;
      const name =
        this.#text[start] === '"'
          ? this.#scalar()
          : this.#fail(`expected a name in double quotes, not ${this.#here()}`);
      if (typeof name !== "string") return members;
      if (members.has(name)) this.#fail(`"${name}" stands twice in the same object`, start);
      if (!this.#take(":")) this.#fail(`expected ":" after "${name}", not ${this.#here()}`);
      members.set(name, this.value(depth + 1));
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail(`expected "," or "}", not ${this.#here()}`);
    return members;
  }

  #items(depth: number): Json[] {
    const items: Json[] = [];
    this.#at++;
    if (this.#take("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.#take(","));
    if (!this.#take("]")) this.#fail(`expected "," or "]", not ${this.#here()}`);
    return items;
  }

  #scalar(): string | number | boolean | null {
    scalar.lastIndex = this.#at;
    const found = scalar.exec(this.#text)?.[0];
    if (found === undefined) return this.#fail(`expected a value, not ${this.#here()}`);
    const start = this.#at;
    this.#at += found.length;
    try {
      return JSON.parse(found);
    } catch {
      return this.#fail("a string with a control character or a wrong escape in it", start);
    }
  }

  #take(char: string): boolean {
    this.#blanks();
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #blanks(): void {
    blanks.lastIndex = this.#at;
    this.#at += blanks.exec(this.#text)?.[0].length ?? 0;
  }

  #here(): string {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return this.#at < this.#text.length ? JSON.stringify(char) : "the end of the file";
  }

  #fail(what: string, offset = this.#at): never {
    throw new Fault("bad-input", `not JSON: ${what}`, "Correct the file.", {
      at: spanAt(this.#text, this.#file, offset),
    });
  }
}

const blanks = /[ \t\n\r]*/y;
/** A string up to its closing quote, whatever is in it; a number; a literal. */
const scalar = /"(?:[^"\\]|\\[\s\S])*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
