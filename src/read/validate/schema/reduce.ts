/** From a validator's list of errors to what a person has to change: one thing for each place. */
import type { SchemaError } from "../generated/compose-schema.mjs";

export type Complaint =
  /** `pointer` leads to the map that the key stands in. */
  | { readonly kind: "unknown-key"; readonly pointer: string; readonly key: string; readonly known: readonly string[] }
  | { readonly kind: "missing-key"; readonly pointer: string; readonly keys: readonly string[] }
  | { readonly kind: "wrong-type"; readonly pointer: string; readonly wanted: readonly string[] }
  | { readonly kind: "bad-choice"; readonly pointer: string; readonly choices: readonly string[] }
  | { readonly kind: "out-of-range"; readonly pointer: string; readonly least?: number; readonly most?: number }
  /** A pattern, or a rule that we have no words for. */
  | { readonly kind: "bad-form"; readonly pointer: string };

/**
 * Of a value that may have one of several forms, the validator says what each form misses. What counts is the form whose type the value
 * has: so where anything stands against a value but its type, or against what is in it, its type is right.
 */
export function reduce(errors: readonly SchemaError[]): readonly Complaint[] {
  const byPlace = new Map<string, SchemaError[]>();
  const above = new Set<string>();
  for (const error of errors) {
    const here = byPlace.get(error.instancePath);
    if (here) here.push(error);
    else {
      byPlace.set(error.instancePath, [error]);
      addParents(error.instancePath, above);
    }
  }
  return [...byPlace].flatMap(([pointer, here]) => reduceOne(pointer, here, above.has(pointer)));
}

function addParents(pointer: string, above: Set<string>): void {
  for (let cut = pointer.lastIndexOf("/"); cut >= 0; cut = pointer.lastIndexOf("/", cut - 1)) {
    const parent = pointer.slice(0, cut);
    if (above.has(parent)) return;
    above.add(parent);
    if (cut === 0) return;
  }
}

function reduceOne(pointer: string, here: readonly SchemaError[], isWrongInside: boolean): readonly Complaint[] {
  const of = (...keywords: readonly string[]) => here.filter(({ keyword }) => keywords.includes(keyword));
  const unknown = new Map<string, Complaint>();
  for (const { params, parentSchema } of of("additionalProperties")) {
    const key = String(params.additionalProperty);
    unknown.set(key, { kind: "unknown-key", pointer, key, known: Object.keys(parentSchema?.properties ?? {}) });
  }
  const missing = [...new Set(of("required").map(({ params }) => String(params.missingProperty)))];
  const found: Complaint[] = [...unknown.values()];
  if (missing.length > 0) found.push({ kind: "missing-key", pointer, keys: missing });
  if (found.length > 0) return found;
  const choices = of("enum", "const").flatMap(({ params }) => params.allowedValues ?? params.allowedValue ?? []);
  if (choices.length > 0) return [{ kind: "bad-choice", pointer, choices: choices.map(String) }];
  const [least, most] = [limitOf(of("minimum")), limitOf(of("maximum"))];
  if (least !== undefined || most !== undefined) {
    const limits = { ...(least !== undefined && { least }), ...(most !== undefined && { most }) };
    return [{ kind: "out-of-range", pointer, ...limits }];
  }
  if (isWrongInside) return [];
  const isForm = ({ keyword }: SchemaError) => keyword !== "type" && keyword !== "oneOf" && keyword !== "anyOf";
  const wanted = [...new Set(of("type").flatMap(({ params }) => params.type as string | readonly string[]))];
  return here.some(isForm) || wanted.length === 0
    ? [{ kind: "bad-form", pointer }]
    : [{ kind: "wrong-type", pointer, wanted }];
}

function limitOf(errors: readonly SchemaError[]): number | undefined {
  const limit = errors[0]?.params.limit;
  return typeof limit === "number" ? limit : undefined;
}
