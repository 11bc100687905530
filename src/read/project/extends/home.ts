import { type Entry, entriesOf, type Mapping, type Node } from "../../../model/node.ts";
import type { Scope } from "../files/scope.ts";

/** Where `extends` finds services: a document, or a file that it names. */
export interface Home {
  /** As messages show it; undefined: where the reference itself stands. */
  readonly file?: string;
  readonly scope: Scope;
  readonly services: ReadonlyMap<string, Entry>;
  /** Services whose `extends` is carried out. */
  readonly done: Map<string, Node>;
}

export function homeOf(document: Mapping, scope: Scope): Home {
  const services = new Map(
    entriesOf(document, "services").flatMap((entry) =>
      entry.value.tag === "reset" ? [] : [[entry.key, entry] as const],
    ),
  );
  return { scope, services, done: new Map() };
}
