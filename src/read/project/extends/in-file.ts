import { dirname } from "../../../compose/path.ts";
import type { Span } from "../../../model/span.ts";
import { mergeFiles } from "../../tree/merge/merge.ts";
import type { Loading } from "../files/loading.ts";
import { prepared } from "../files/prepared.ts";
import type { Scope } from "../files/scope.ts";
import { type Home, homeOf } from "./home.ts";

/**
 * A file that `extends` names. Its `include` is not looked at, as with Compose.
 * @param path absolute @param at where it is named
 */
export function homeInFile(path: string, at: Span, from: Scope, loading: Loading): Home | undefined {
  const key = `${path}\n${from.environment}`;
  const known = loading.homes.get(key);
  if (known) return known;
  const documents = loading.file(path, at);
  if (documents === undefined || !loading.admit(from.depth + 1, at)) return undefined;
  const scope = { ...from, directory: dirname(path), depth: from.depth + 1 };
  const trees = documents.map((document) => prepared(document, scope, loading));
  const [first, ...rest] = trees;
  if (first === undefined) return undefined;
  const tree = rest.reduce((earlier, later) => mergeFiles(earlier, later, loading.say), first);
  const home = { ...homeOf(tree, scope), file: loading.context.shown(path) };
  loading.homes.set(key, home);
  return home;
}
