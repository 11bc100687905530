import { isNull } from "../../../model/node.ts";
import type { Field, Subject } from "../../draft.ts";

/** A service's field with something in it. One without a value, as Compose takes it, is taken out: docker wants a list or a map. */
export function present({ field, draft }: Subject, key: string): Field | undefined {
  const found = field(key);
  if (!found || !isNull(found.node)) return found;
  draft.lose(found, {
    why: "There is nothing in it, and docker wants a value.",
    remedy: "Leave it out.",
    weakens: "nothing",
  });
  return undefined;
}
