import type { MergeTag } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";

const standardTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** compose's own tags; YAML's need nothing more, and others are said. */
export function mergeTag(tag: string | undefined, at: Span, say: Say): MergeTag | undefined {
  if (tag === undefined || tag === "!" || standardTag.test(tag)) return undefined;
  if (tag === "!reset") return "reset";
  if (tag === "!override") return "override";
  return say.error(
    "unknown-tag",
    at,
    // Not shown: a password may begin with !, and want quotes only.
    "this tag is not known",
    "Known are `!reset` and `!override`; take others out, and put a text that begins with ! in quotes.",
  );
}
