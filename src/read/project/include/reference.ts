import { dirname, resolve } from "../../../compose/path.ts";
import type { Mapping, Node } from "../../../model/node.ts";
import type { Located, Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { sayUnknown } from "../../tree/keys.ts";
import { asList, asText, asTexts } from "../../tree/shape.ts";
import { isRemote } from "../paths/relocate.ts";

/** One item of `include`. */
export interface IncludeReference {
  readonly at: Span;
  /** Absolute, at least one; later ones are merged over earlier ones. */
  readonly files: readonly Located<string>[];
  /** Absolute directory that relative paths in the files start at. */
  readonly directory: string;
  /** Absolute; undefined: `.env` in the directory, if it is there. */
  readonly envFiles?: readonly Located<string>[];
}

const keys = ["env_file", "path", "project_directory"];

/** @param directory where relative paths of the including model start @see Compose Specification, "Include" */
export function readIncludes(node: Node, directory: string, say: Say): readonly IncludeReference[] {
  return asList(node, "include", say).flatMap((item, i) => {
    const read =
      item.kind === "map" ? readLong(item, `include[${i}]`, directory, say) : readShort(item, i, directory, say);
    return read ? [read] : [];
  });
}

function readShort(item: Node, i: number, directory: string, say: Say): IncludeReference | undefined {
  const path = asText(item, `include[${i}]`, say);
  return path && reference(item.at, [path], undefined, undefined, directory, say);
}

function readLong(item: Mapping, where: string, directory: string, say: Say): IncludeReference | undefined {
  sayUnknown(item.entries, keys, where, "none", say);
  const find = (key: string) => item.entries.find((entry) => entry.key === key)?.value;
  const [pathNode, baseNode, envNode] = [find("path"), find("project_directory"), find("env_file")];
  const paths = pathNode ? asTexts(pathNode, `${where}.path`, "single-too", say) : [];
  const base = baseNode && asText(baseNode, `${where}.project_directory`, say);
  const env = envNode && asTexts(envNode, `${where}.env_file`, "single-too", say);
  if (paths.length > 0) return reference(item.at, paths, base, env, directory, say);
  if (pathNode && pathNode.kind !== "list") return undefined;
  return say.error("missing-key", item.at, `\`${where}\` names no \`path\``, "Add `path:` with the file to include.");
}

function reference(
  at: Span,
  paths: readonly Located<string>[],
  base: Located<string> | undefined,
  env: readonly Located<string>[] | undefined,
  directory: string,
  say: Say,
): IncludeReference | undefined {
  const remote = paths.find(({ value }) => isRemote(value));
  if (remote) {
    const remedy = "Fetch it yourself, and write the path of the file that you have then.";
    return say.error("remote-file", remote.at, `\`${remote.value}\` lies elsewhere: nothing is fetched here`, remedy);
  }
  const files = paths.map(({ value, at: place }) => ({ value: resolve(directory, value), at: place }));
  const own = dirname(files[0]?.value ?? directory);
  return {
    at,
    files,
    directory: base ? resolve(directory, base.value) : own,
    ...(env &&
      env.length > 0 && {
        envFiles: env.map(({ value, at: place }) => ({ value: resolve(directory, value), at: place })),
      }),
  };
}
