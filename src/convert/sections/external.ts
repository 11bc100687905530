/** `external` as a stack file has it: true, with the name beside it. */
import { childOf, textAt, textOf, valueAt } from "../../model/node.ts";
import { below } from "../draft.ts";
import { isTrue } from "../service/network/attach/attachments.ts";
import type { Entity } from "./section-rule.ts";

/** @returns the name that it has in the engine; undefined when the stack makes it itself */
export function spellExternal({ key, field, draft }: Entity): string | undefined {
  const external = below(field, "external");
  if (!external || field.node.kind !== "map") return undefined;
  const named = textOf(childOf(field.node, "name"));
  const { at } = external.node;
  if (external.node.kind === "map") {
    const name = named ?? textOf(childOf(external.node, "name")) ?? key;
    draft.edit({ kind: "put", path: [...field.path, "name"], node: textAt(name, at) });
    const why = "docker warns of a name below `external`, which is the old form.";
    draft.respell(external, valueAt(true, at), "`external: true` with the name beside it", why);
    return name;
  }
  const value = isTrue(external.node);
  if (external.node.kind === "scalar" && typeof external.node.value !== "boolean") {
    draft.respell(external, valueAt(value, at), String(value), "docker takes no text for true or false.");
  }
  return value ? (named ?? key) : undefined;
}
