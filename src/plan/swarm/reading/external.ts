import { childOf, type Mapping } from "../../../model/node.ts";
import { isOn, textIn } from "./values.ts";

/**
 * What a network, volume, secret or config is called that somebody else has made: `external: true`, with `name` or without, or the older
 * `external: { name }`.
 * @param key its name in the stack file
 * @returns undefined when it is the stack's own
 */
export function externalName(map: Mapping | undefined, key: string): string | undefined {
  const external = map && childOf(map, "external");
  if (external?.kind === "map") return textIn(external, "name") ?? textIn(map, "name") ?? key;
  return isOn(map, "external") ? (textIn(map, "name") ?? key) : undefined;
}
