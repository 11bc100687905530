/** Limits of Compose's older kind, and the place below `deploy.resources` that a stack file has for them. */
import type { Path, Scalar } from "../../../model/node.ts";
import { type Field, mapped, type Subject } from "../../draft.ts";

/**
 * Reading refuses a file where both stand and differ, so what stands in the new place stays.
 * @param place below `deploy.resources`, as `["limits", "memory"]`
 */
export function intoResources(field: Field, place: Path, value: Scalar, subject: Subject): void {
  const { draft } = subject;
  const standing = subject.field("deploy", "resources", ...place);
  const path = subject.path("deploy", "resources", ...place);
  const name = `deploy.resources.${place.join(".")}`;
  draft.edit({ kind: "drop", path: field.path });
  if (!standing) draft.edit({ kind: "put", path, node: value });
  draft.say(field, mapped([path], `\`${name}\``, "A stack file has limits in one place."));
}
