/** The whole of a project's tree: what `readProject` and `readStack` have in common. */
import { basename, dirname, normalise, resolve } from "../../compose/path.ts";
import type { Mapping } from "../../model/node.ts";
import type { Located } from "../../model/span.ts";
import { type Context, contextOf } from "../compose/context.ts";
import { readTogether } from "../compose/dotenv/together.ts";
import type { Notes } from "../say/say.ts";
import type { SourceFile, Sources } from "../sources.ts";
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
  const { envFiles = [resolve(directory, ".env")] } = sources;
  const unfetched = envFiles.filter((path) => !found.has(path));
  if (unfetched.length > 0) return { needs: unfetched };
  const variables = variablesIn(envFiles, sources, say);
  const environment = environmentOf(sources, variables.files, say);
  const parsed = files.map((file) => documentsOf(file, sources.parsed, say));
  const documents = parsed.flatMap((some) => some ?? []);
  const name = nameOf(sources, documents, environment, say);
  const lookup: Lookup = (variable) => (variable === "COMPOSE_PROJECT_NAME" ? name : environment(variable));
  const context = contextOf(sources, lookup);
  const loading = new Loading(sources, context, say);
  const scope = { directory, lookup, environment: "", own: new Map(), chain: absolute(sources), depth: 0 };
  const isReadable = variables.complete && !parsed.includes(undefined);
  const model = isReadable ? readModel(documents, scope, loading) : undefined;
  const { root, leftOut } =
    model && !loading.overgrown
      ? withActive(distinct(model), activeProfiles(sources.profiles, lookup), say)
      : { root: undefined, leftOut: [] };
  if (loading.needs.size > 0) return { needs: [...loading.needs] };
  const shown = [...files.map(({ path }) => path), ...envFiles.map(context.shown), ...loading.shown];
  return { name, root, leftOut, context, loading, files: [...new Set(shown)] };
}

/** `complete`: none is missing that a person has named. */
function variablesIn(
  paths: readonly string[],
  sources: Sources,
  say: Notes,
): { readonly files: readonly SourceFile[]; readonly complete: boolean } {
  const { shown } = contextOf(sources, () => undefined);
  const files = paths.flatMap((path) => {
    const text = sources.found.get(path);
    return text === undefined ? [] : [{ path: shown(path), text }];
  });
  const missing = sources.envFiles?.filter((path) => sources.found.get(path) === undefined) ?? [];
  for (const path of missing) {
    const at = { file: shown(path), line: 1, column: 1 };
    const remedy = "Create it, or name another one with --env-file or in COMPOSE_ENV_FILES.";
    say.error("unreadable-file", at, "the file of variables is not there, or cannot be read", remedy);
  }
  return { files, complete: missing.length === 0 };
}

/** The process's environment goes before files of variables. */
function environmentOf({ environment }: Sources, files: readonly SourceFile[], say: Notes): Lookup {
  const own: Lookup = (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  const values = readTogether(files, own, say);
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
