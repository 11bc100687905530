/**
 * The schema that docker checks the file by. Without `version`, CLIs before 25 refuse it; with a newer one than they know, too. So it is
 * the lowest that has all that we write: 3.9 (CLI 20.10 and later), and higher ones where a field needs them.
 */
import { entriesOf, entryOf, type Mapping, textAt, textOf } from "../../../model/node.ts";
import { Draft, mapped } from "../../draft.ts";
import type { Rule } from "../../rule.ts";

const lowest = 9;
const highest = 13;

export const version: Rule = {
  id: "version",
  accounts: ["version"],
  propose: ({ project: { root } }) => {
    const draft = new Draft("version");
    const entry = entryOf(root, "version");
    const needed = neededBy(root);
    const [, minor] = /^3(?:\.(\d+))?$/.exec(textOf(entry?.value) ?? "") ?? [];
    const written = minor === undefined ? 0 : Number(minor);
    const isText = entry?.value.kind === "scalar" && typeof entry.value.value === "string";
    const field = entry && { path: ["version"], at: entry.keyAt, node: entry.value };
    if (field && isText && written >= needed && written <= highest) draft.keep(field);
    else {
      const node = textAt(`3.${needed}`, root.at);
      draft.edit({ kind: "put", path: ["version"], node: { ...node, look: { quote: "double" } } });
      const why =
        "docker checks a stack file by the schema of its version, and this is the lowest that has all that stands in it.";
      if (field) draft.say(field, mapped([["version"]], `version 3.${needed}`, why));
    }
    return draft.proposal;
  },
};

/** @see docker/cli, cli/compose/schema/data: what each schema has that the one before has not */
function neededBy(root: Mapping): number {
  const services = entriesOf(root, "services").flatMap(({ value }) => (value.kind === "map" ? [value] : []));
  const has = (map: Mapping, section: string, key: string) =>
    entriesOf(map, section).some(({ value }) => value.kind === "map" && entryOf(value, key) !== undefined);
  const isNewest = services.some(
    (service) => entryOf(service, "oom_score_adj") || has(service, "networks", "driver_opts"),
  );
  if (isNewest) return highest;
  const health = services.flatMap((service) => entriesOf(service, "healthcheck"));
  if (health.some(({ key }) => key === "start_interval")) return 12;
  return has(root, "volumes", "x-cluster-spec") ? 11 : lowest;
}
