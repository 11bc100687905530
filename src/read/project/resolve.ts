/** The whole of a project's tree: what `readProject` and `readStack` have in common. */
import { basename, dirname, normalise, resolve } from "../../compose/path.ts";
import type { Mapping } from "../../model/node.ts";
import type { Located } from "../../model/span.ts";
import { type Context, contextOf } from "../compose/context.ts";
import { readDotenv } from "../compose/dotenv/dotenv.ts";
import type { Notes } from "../say/say.ts";
import type { Sources } from "../sources.ts";
import { distinct } from "../tree/merge/distinct.ts";
import type { Lookup } from "../tree/template.ts";
import { documentsOf } from "./files/documents.ts";
import { Loading } from "./files/loading.ts";
import { readModel } from "./model.ts";
import { nameOf } from "./name.ts";
import { activeProfiles, withActive } from "./profiles.ts";

export interface Resolved {
  readonly name: string;
  /** Undefined when one of the files cannot be read (the others alone would be another project), or when it is too large. */
  readonly root: Mapping | undefined;
  readonly leftOut: readonly Located<string>[];
  readonly context: Context;
  readonly loading: Loading;
  /** All files that problems may be about, in the order in which they are met. */
  readonly files: readonly string[];
}

/** @returns what is needed before anything can be said; in the end there may be more needs in `loading` */
export function resolveProject(sources: Sources, say: Notes): Resolved | { readonly needs: readonly string[] } {
  const { files, directory, found } = sources;
  const dotenv = resolve(directory, ".env");
  if (!found.has(dotenv)) return { needs: [dotenv] };
  const environment = environmentOf(sources, dotenv, say);
  const parsed = files.map((file) => documentsOf(file, sources.parsed, say));
  const documents = parsed.flatMap((some) => some ?? []);
  const name = nameOf(sources, documents, environment, say);
  const lookup: Lookup = (variable) => (variable === "COMPOSE_PROJECT_NAME" ? name : environment(variable));
  const context = contextOf(sources, lookup);
  const loading = new Loading(sources, context, say);
  const scope = { directory, lookup, environment: "", own: new Map(), chain: absolute(sources), depth: 0 };
  const model = parsed.includes(undefined) ? undefined : readModel(documents, scope, loading);
  const { root, leftOut } =
    model && !loading.overgrown
      ? withActive(distinct(model), activeProfiles(sources.profiles, lookup), say)
      : { root: undefined, leftOut: [] };
  if (loading.needs.size > 0) return { needs: [...loading.needs] };
  const shown = [...files.map(({ path }) => path), context.shown(dotenv), ...loading.shown];
  return { name, root, leftOut, context, loading, files: [...new Set(shown)] };
}

/** The process's environment goes before `.env`. */
function environmentOf(sources: Sources, dotenv: string, say: Notes): Lookup {
  const { environment, found } = sources;
  const own: Lookup = (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  const text = found.get(dotenv);
  if (text === undefined) return own;
  const path = contextOf(sources, own).shown(dotenv);
  const values = new Map(readDotenv({ path, text }, own, say).map(({ name, value }) => [name, value]));
  return (name) => own(name) ?? values.get(name);
}

/**
 * Where the compose files lie, as far as that can be told: a person may have named them from anywhere. What cannot be told is found
 * out one circle later.
 */
function absolute({ files, directory }: Sources): readonly string[] {
  const first = files[0]?.path ?? "";
  const from = normalise(dirname(first));
  const isBelow = directory === `/${from}` || directory.endsWith(`/${from}`);
  const start = from === "." ? directory : isBelow ? directory.slice(0, -from.length - 1) || "/" : undefined;
  return files.flatMap(({ path }, i) => {
    if (path.startsWith("/")) return [normalise(path)];
    if (start !== undefined) return [resolve(start, path)];
    return i === 0 ? [resolve(directory, basename(path))] : [];
  });
}
