/**
 * One model out of the documents of its files: the project itself, or what an `include` brings in. In Compose's order, document by
 * document: variables, paths, `include`, `extends`, and then over what came before.
 * @see Compose Specification, "Interpolation": per file, before a merge
 */
import { type Mapping, mapAt } from "../../model/node.ts";
import { mergeFiles } from "../tree/merge/merge.ts";
import { isTagged, settled } from "../tree/merge/settled.ts";
import { carryOutExtends } from "./extends/extends.ts";
import type { Loading } from "./files/loading.ts";
import { prepared } from "./files/prepared.ts";
import type { Scope } from "./files/scope.ts";
import { carryOutIncludes } from "./include/include.ts";
import { readyToLeave } from "./include/leave.ts";

export function readModel(documents: readonly Mapping[], scope: Scope, loading: Loading): Mapping | undefined {
  let model: Mapping | undefined;
  for (const document of documents) {
    const own = prepared(document, scope, loading);
    const whole = carryOutIncludes(own, scope, loading, readIncluded);
    const extended = carryOutExtends(whole, scope, loading);
    const merged = model ? mergeFiles(model, extended, loading.say) : extended;
    model = isTagged(extended) ? settled(merged) : merged;
  }
  return model;
}

function readIncluded(documents: readonly Mapping[], scope: Scope, loading: Loading): Mapping | undefined {
  const model = readModel(documents, scope, loading);
  return model && readyToLeave(model, scope, loading.context.directory);
}

/** Of a project that has no file that can be read. */
export const emptyModel = (file: string): Mapping => mapAt({}, { file, line: 1, column: 1 });
