import type { Mapping } from "../model/node.ts";
import type { Problem } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";

/** A text with the path that messages show: for compose files, the path as the user wrote it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Everything that reading may know. Reading opens no files: it names what it needs, and the edge fetches that. */
export interface Sources {
  /** The compose files, in the order of `-f`: later ones are merged over earlier ones. */
  readonly files: readonly SourceFile[];
  /** Absolute directory of the first compose file: relative paths in any of the files start here, as in compose. */
  readonly directory: string;
  /** Project name from the command line; goes before everything that the files say. */
  readonly projectName?: string;
  /** From `--profile`; goes in place of COMPOSE_PROFILES. */
  readonly profiles?: readonly string[];
  /** Absolute paths of files of variables, later ones over earlier ones; they go in place of `.env` beside the project, and must be there. */
  readonly envFiles?: readonly string[];
  /** Environment of the process; goes before `.env`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Further files by the absolute path that `needs` named; undefined: asked for, but missing or unreadable. */
  readonly found: ReadonlyMap<string, string | undefined>;
  /** What one round leaves for the next, to save its time: the same map in each round, empty at first. */
  readonly parsed?: Map<string, ParsedFile>;
}

/** A compose file before anything is done with it. */
export interface ParsedFile {
  readonly text: string;
  /** Undefined when it is none. */
  readonly documents: readonly Mapping[] | undefined;
  readonly problems: readonly Problem[];
}

export type ReadResult =
  /** Absolute paths to fetch; call again with them in `found`. Never names a path that is in `found` already. */
  | { readonly done: false; readonly needs: readonly string[] }
  /** With errors among the problems, the stack is the best that could be made of the input. */
  | { readonly done: true; readonly stack: Stack; readonly problems: readonly Problem[] };
