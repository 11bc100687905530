import { entryOf, type Mapping } from "../../../model/node.ts";
import type { Located } from "../../../model/span.ts";
import type { Loading } from "../files/loading.ts";
import type { Scope } from "../files/scope.ts";
import { Importing } from "./importing.ts";
import { type IncludeReference, readIncludes } from "./reference.ts";
import { scopeOf } from "./scope.ts";

/** Reads the documents of several files as one model. */
export type ReadModel = (documents: readonly Mapping[], scope: Scope, loading: Loading) => Mapping | undefined;

/** A document with the models that its `include` names, and without `include`. */
export function carryOutIncludes(document: Mapping, scope: Scope, loading: Loading, read: ReadModel): Mapping {
  const include = entryOf(document, "include");
  if (!include || include.value.tag === "reset") return document;
  const { merges: _, ...rest } = document;
  const own = { ...rest, entries: document.entries.filter((entry) => entry !== include) };
  const importing = new Importing(own, include.keyAt, loading.say);
  for (const reference of readIncludes(include.value, scope.directory, loading.say)) {
    const model = modelOf(reference, scope, loading, read);
    if (model) importing.add(model);
  }
  return importing.result();
}

function modelOf(reference: IncludeReference, parent: Scope, loading: Loading, read: ReadModel): Mapping | undefined {
  const again = reference.files.find(({ value }) => parent.chain.includes(value));
  if (again) return sayCycle(again, parent, loading);
  const scope = scopeOf(reference, parent, loading);
  const key = JSON.stringify([reference.files.map(({ value }) => value), scope.directory, scope.environment]);
  if (loading.models.has(key)) return loading.models.get(key);
  if (!loading.admit(scope.depth, reference.at)) return undefined;
  const parsed = reference.files.map(({ value, at }) => loading.file(value, at));
  const documents = parsed.flatMap((some) => some ?? []);
  // With a file missing, the others would be another model.
  const model = parsed.includes(undefined) ? undefined : read(documents, scope, loading);
  loading.models.set(key, model);
  return model;
}

function sayCycle({ value, at }: Located<string>, { chain }: Scope, { context, say }: Loading): undefined {
  const circle = [...chain.slice(chain.indexOf(value)), value].map((path) => context.shown(path));
  const shown = circle.length > 8 ? [...circle.slice(0, 7), "…", ...circle.slice(-1)] : circle;
  const what = `the files include each other in a circle: ${shown.join(" → ")}`;
  return say.error("include-cycle", at, what, "Take one of these includes out.");
}
