/** Labels and driver options: docker takes texts and numbers, and Compose truth values too. */
import { goText } from "../../compose/amount/go-text.ts";
import { textAt } from "../../model/node.ts";
import { below, fieldsOf } from "../draft.ts";
import { escapeBraces, whyEscaped } from "../service/data/braces.ts";
import type { Entity } from "./section-rule.ts";

/** @param isTemplate whether swarm fills templates in it, as it does in what volumes are made with */
export function spellPairs({ field, draft }: Entity, key: string, isTemplate = false): void {
  const pairs = below(field, key);
  for (const pair of pairs ? fieldsOf(pairs) : []) {
    const { node } = pair;
    if (node.kind !== "scalar") continue;
    const text = goText(node);
    if (text === null) continue;
    const written = isTemplate ? escapeBraces(text) : text;
    if (typeof node.value !== "boolean" && written === text) continue;
    const why = written === text ? "docker takes no truth value here." : whyEscaped;
    if (typeof pair.path.at(-1) !== "number")
      draft.respell(pair, textAt(written, node.at), "the same value as a text", why);
    else draft.edit({ kind: "items", path: pair.path, nodes: [textAt(written, node.at)] });
  }
}
