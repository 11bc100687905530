import { pairsOf } from "../../../compose/env-list.ts";
import type { Texts } from "../../../model/engine-api.ts";
import { childOf, type Mapping } from "../../../model/node.ts";

/** Labels and sysctls: a map, or a list of `name=value`; a name alone stands for the empty text. */
export function labelsIn(map: Mapping | undefined, key: string): Texts | undefined {
  const pairs = pairsOf(map && childOf(map, key));
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs.map(({ name, value }) => [name, value ?? ""]));
}
