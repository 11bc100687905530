/** A grant of a secret or a config, in the types that docker takes. */
import { modeOf, showMode } from "../../../../compose/amount/mode.ts";
import { type Scalar, textAt } from "../../../../model/node.ts";
import type { Span } from "../../../../model/span.ts";
import { type Field, fieldsOf, type Subject } from "../../../draft.ts";

/** docker takes uid and gid as texts, and the mode as a number. */
export function asWritten(item: Field, { draft }: Subject): void {
  draft.keep(item);
  for (const field of item.node.kind === "map" ? fieldsOf(item) : []) {
    const key = String(field.path.at(-1));
    const { node } = field;
    if (node.kind !== "scalar") continue;
    if ((key === "uid" || key === "gid") && typeof node.value === "number") {
      draft.respell(
        field,
        textAt(node.source, node.at),
        "the same number as a text",
        "docker takes a text alone here.",
      );
    }
    const mode = key === "mode" && typeof node.value === "string" ? modeOf(node) : undefined;
    if (mode !== undefined) {
      draft.respell(field, modeAt(mode, node.at), showMode(mode), "docker takes a number alone here.");
    }
  }
}

/** Octal with a zero in front, which Compose and docker read the same. */
export const modeAt = (mode: number, at: Span): Scalar => ({
  kind: "scalar",
  value: mode,
  source: showMode(mode),
  plain: true,
  at,
});
