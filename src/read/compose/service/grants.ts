import type { Node } from "../../../model/node.ts";
import type { Located } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { sayUnknown } from "../../tree/keys.ts";
import { asList, asText } from "../../tree/shape.ts";

const longKeys = ["gid", "mode", "source", "target", "uid"];

/** `secrets:` of a service, by source name; granted twice counts once. */
export function readGrants(node: Node, path: string, say: Say): readonly Located<string>[] {
  const grants = new Map<string, Located<string>>();
  for (const [i, item] of asList(node, path, say).entries()) {
    const grant = item.kind === "map" ? readLong(item, `${path}[${i}]`, say) : asText(item, `${path}[${i}]`, say);
    if (grant) grants.set(grant.value, grant);
  }
  return [...grants.values()];
}

function readLong(item: Node, path: string, say: Say): Located<string> | undefined {
  const entries = item.kind === "map" ? item.entries : [];
  sayUnknown(entries, longKeys, path, "x-allowed", say);
  const source = entries.find((entry) => entry.key === "source")?.value;
  const name = source && asText(source, `${path}.source`, say);
  return (
    name ?? say.error("wrong-type", item.at, `\`${path}\` names no \`source\``, "Add `source:` with the secret's name.")
  );
}
