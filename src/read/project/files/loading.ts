/**
 * One reading of a project: which further files it wants, what they hold, and how much of it there may be.
 * Invariants: never wants a path that was fetched already; parses a file once.
 */
import type { Mapping } from "../../../model/node.ts";
import type { Span } from "../../../model/span.ts";
import type { Context } from "../../compose/context.ts";
import type { Say } from "../../say/say.ts";
import type { Sources } from "../../sources.ts";
import { settled } from "../../tree/merge/settled.ts";
import type { Home } from "../extends/home.ts";
import { documentsOf } from "./documents.ts";

/** How deep files may name files that name files: each link costs a round of fetching. */
const nestingLimit = 100;

/** How many files may be read, counting each again for every environment that it is read in. */
const fileLimit = 2000;

/** How many values `extends` may copy: a chain in which each service adds some grows with the square of its length. */
const growthLimit = 500_000;

export class Loading {
  readonly say: Say;
  readonly context: Context;
  readonly needs = new Set<string>();
  /** A file that the project needs cannot be read: what could be said of the rest would only mislead. */
  broken = false;
  /** More is repeated than can be looked at soon. */
  overgrown = false;
  /** Further files as messages show them, in the order in which they were met. */
  readonly shown = new Set<string>();
  /** Included models by what they are made of. */
  readonly models = new Map<string, Mapping | undefined>();
  /** Files that `extends` names, by path and environment. */
  readonly homes = new Map<string, Home>();
  /** Services that miss what they extend. */
  readonly partial = new Set<string>();
  readonly #settled = new Map<Mapping, Mapping>();
  readonly #found: Sources["found"];
  readonly #memory: Sources["parsed"];
  readonly #parsed = new Map<string, readonly Mapping[] | undefined>();
  #files = 0;
  #grown = 0;

  constructor({ found, parsed }: Sources, context: Context, say: Say) {
    this.#found = found;
    this.#memory = parsed;
    this.context = context;
    this.say = say;
  }

  /** @returns undefined when it is not there, or not yet */
  text(path: string): string | undefined {
    if (!this.#found.has(path)) this.needs.add(path);
    return this.#found.get(path);
  }

  /** A compose file that another one names. @param at where it does @returns undefined when it is not there, or not yet, or is none */
  file(path: string, at: Span): readonly Mapping[] | undefined {
    if (this.#parsed.has(path)) return this.#parsed.get(path);
    const text = this.text(path);
    const shown = this.context.shown(path);
    if (text === undefined) {
      const remedy = "Create the file, or correct the path: it starts at the directory of the file that names it.";
      if (!this.needs.has(path)) this.#fail(at, "unreadable-file", `${shown} is not there, or cannot be read`, remedy);
      return undefined;
    }
    this.shown.add(shown);
    const documents = documentsOf({ path: shown, text }, this.#memory, this.say);
    if (documents === undefined) this.broken = true;
    this.#parsed.set(path, documents);
    return documents;
  }

  /** Counts a file that is about to be read. @returns whether it may be */
  admit(depth: number, at: Span): boolean {
    this.#files += 1;
    if (depth <= nestingLimit && this.#files <= fileLimit) return true;
    const what =
      depth > nestingLimit ? `more than ${nestingLimit} files name each other` : `more than ${fileLimit} files`;
    this.#fail(at, "too-many-files", `${what}: this one is not read`, "Name the files that are needed directly.");
    return false;
  }

  /** Counts what a service has that is neither its own alone nor its base's. @returns whether there is room for it */
  grow(service: Mapping, base: Mapping, at: Span): boolean {
    const inherited = new Set(base.entries.map(({ value }) => value));
    for (const { value } of service.entries) {
      const size = value.kind === "list" ? value.items.length : value.kind === "map" ? value.entries.length : 0;
      this.#grown += inherited.has(value) ? 1 : 1 + size;
    }
    if (this.#grown <= growthLimit) return true;
    const what = `more than ${growthLimit} values, counting what \`extends\` repeats`;
    if (!this.overgrown) {
      this.#fail(at, "too-large", what, "Let services extend one that says what all have, instead of one another.");
    }
    this.overgrown = true;
    return false;
  }

  /** Without tags, worked out once. */
  settled(map: Mapping): Mapping {
    const after = this.#settled.get(map) ?? settled(map);
    this.#settled.set(map, after);
    return after;
  }

  #fail(at: Span, code: string, what: string, remedy: string): void {
    this.broken = true;
    this.say.error(code, at, what, remedy);
  }
}
