/**
 * Runs the official schema, part by part: errors are put together service by service, since putting together those of all would grow
 * with the square of their number.
 */
import type { Mapping } from "../../../model/node.ts";
import { type SchemaError, validate } from "../generated/compose-schema.mjs";
import { plainFor, plainService } from "./plain.ts";

const sections = ["services", "networks", "volumes", "secrets", "configs", "models"];

export function schemaErrors(root: Mapping): readonly (readonly SchemaError[])[] {
  const found: (readonly SchemaError[])[] = [];
  const judge = (data: unknown) => {
    if (!validate(data) && validate.errors) found.push(validate.errors);
  };
  const rest: [string, unknown][] = [];
  for (const { key, value } of root.entries) {
    const isSection = value.kind === "map" && sections.includes(key);
    rest.push([key, isSection ? {} : plainFor(value)]);
  }
  judge(Object.fromEntries(rest));
  for (const { key: section, value } of root.entries) {
    if (value.kind !== "map" || !sections.includes(section)) continue;
    for (const { key, value: one } of value.entries) {
      const plain = section === "services" && one.kind === "map" ? plainService(one) : plainFor(one);
      judge({ [section]: Object.fromEntries([[key, plain]]) });
    }
  }
  return found;
}
