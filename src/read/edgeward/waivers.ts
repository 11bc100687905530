import type { Node } from "../../model/node.ts";
import type { Waiver } from "../../model/project.ts";
import { waiverNames } from "../../model/waiver.ts";
import type { Say } from "../say/say.ts";
import { meantOrAll } from "../say/suggest.ts";
import { asMap, asText } from "../tree/shape.ts";

const known: readonly string[] = waiverNames;

/** `x-edgeward.waivers`: what would be refused, by name, and why a person accepts it all the same. */
export function readWaivers(node: Node, path: string, say: Say): readonly Waiver[] {
  return (asMap(node, path, say) ?? []).flatMap(({ key, keyAt, value }) => {
    if (!known.includes(key)) {
      const remedy = meantOrAll(key, known, "What can be waived:");
      say.error("unknown-waiver", keyAt, `\`${key}\` in \`${path}\` is nothing that is refused`, remedy);
      return [];
    }
    const reason = asText(value, `${path}.${key}`, say);
    if (reason && reason.value.trim() !== "") return [{ name: key, reason: reason.value, at: keyAt }];
    if (reason || !say.hasError(value.at)) {
      const remedy = `Write why, for example \`${key}: "drives the crane over USB; reviewed by the site's safety officer"\`.`;
      say.error("missing-reason", keyAt, `\`${path}.${key}\` gives no reason`, remedy);
    }
    return [];
  });
}
