import type { Lookup } from "../../tree/template.ts";

/** What holds for all files of one model: the main one, or one that `include` brings in. */
export interface Scope {
  /** Absolute directory that relative paths in its files start at. */
  readonly directory: string;
  readonly lookup: Lookup;
  /** The environment files that an include adds to it, each with the ones before: models with the same ones read alike. */
  readonly environment: string;
  /** Variables that only the includes' environment files know. */
  readonly own: ReadonlyMap<string, string>;
  /** Absolute paths of the files that led here, first the main ones. */
  readonly chain: readonly string[];
  /** How many files name each other down to here. */
  readonly depth: number;
}
