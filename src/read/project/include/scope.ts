import { resolve } from "../../../compose/path.ts";
import { readTogether } from "../../compose/dotenv/together.ts";
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
  const present = paths.flatMap((path, i) => {
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
    return text === undefined ? [] : [{ path: shown, text }];
  });
  const values = readTogether(present, parent.lookup, loading.say);
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
