import { childOf, entriesOf } from "../../model/node.ts";
import { showSpan } from "../../model/span.ts";
import type { Draft } from "../draft.ts";
import type { View } from "../rule.ts";
import { baseName } from "../service/data/object-name.ts";
import { externalNameOf } from "../service/network/attach/attachments.ts";

/**
 * Says where two entries of a section stand for one object of the swarm, which has one set of options. That of two external ones is
 * made elsewhere, so that nothing is at stake.
 * @see docker CLI, cli/compose/convert, `Networks`: gathered by name from a map, so that either may win
 */
export function sayOneName(section: "networks" | "volumes", { project }: View, draft: Draft): void {
  const first = new Map<string, { readonly key: string; readonly at: string; readonly isExternal: boolean }>();
  for (const { key, keyAt, value } of entriesOf(project.root, section)) {
    const map = value.kind === "map" ? value : undefined;
    const outside = map && externalNameOf(key, map);
    const isExternal = outside !== undefined;
    const name = outside ?? baseName(key, map, project.name);
    const at = (map && childOf(map, "name"))?.at ?? keyAt;
    const before = first.get(name);
    if (before === undefined) first.set(name, { key, at: showSpan(at), isExternal });
    else if (!before.isExternal || !isExternal) {
      const one = section.slice(0, -1);
      const what = `the ${section} \`${before.key}\` (${before.at}) and \`${key}\` have one name, \`${name}\`: a swarm has one ${one} of that name, with the options of either`;
      draft.notice(
        at,
        "same-name",
        what,
        "Give one of the two another name; or use one of the two everywhere, and take the other out.",
      );
    }
  }
}
