import type { Mapping } from "../../../model/node.ts";
import { interpolate } from "../../tree/interpolate.ts";
import { relocate } from "../paths/relocate.ts";
import type { Loading } from "./loading.ts";
import type { Scope } from "./scope.ts";

/** A document with its variables filled, and its paths such that they start at the project's directory. */
export function prepared(document: Mapping, scope: Scope, loading: Loading): Mapping {
  const filled = interpolate(document, scope.lookup, loading.say);
  return relocate(filled.kind === "map" ? filled : document, scope.directory, loading.context.directory);
}
