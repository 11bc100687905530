import { resolve } from "../../../compose/path.ts";
import { readDotenv } from "../../compose/dotenv/dotenv.ts";
import type { Loading } from "../files/loading.ts";
import type { Scope } from "../files/scope.ts";
import type { IncludeReference } from "./reference.ts";

/**
 * What holds in an included model: its own directory, and below the variables of whoever includes it those of its environment files.
 * @see Compose Specification, "include", "env_file"
 */
export function scopeOf({ directory, envFiles, files }: IncludeReference, parent: Scope, loading: Loading): Scope {
  const named = envFiles?.filter(({ value }) => value !== "/dev/null");
  const paths = named ? named.map(({ value }) => value) : [resolve(directory, ".env")];
  const values = new Map<string, string>();
  for (const [i, path] of paths.entries()) {
    const text = loading.text(path);
    const shown = loading.context.shown(path);
    const at = named?.[i]?.at;
    if (text === undefined && at && !loading.needs.has(path)) {
      loading.say.error(
        "unreadable-file",
        at,
        `${shown} is not there, or cannot be read`,
        "Create it, or take it out.",
      );
    }
    if (text === undefined) continue;
    const lookup = (name: string) => parent.lookup(name) ?? values.get(name);
    for (const { name, value } of readDotenv({ path: shown, text }, lookup, loading.say)) values.set(name, value);
  }
  const own = new Map(parent.own);
  for (const [name, value] of values) if (parent.lookup(name) === undefined) own.set(name, value);
  return {
    directory,
    lookup: (name) => parent.lookup(name) ?? values.get(name),
    environment: [parent.environment, ...(own.size > parent.own.size ? paths : [])].join("\n"),
    own,
    chain: [...parent.chain, ...files.map(({ value }) => value)],
    depth: parent.depth + 1,
  };
}
