/** `mem_limit` and `mem_reservation`, in a size that the docker CLI takes. */
import { type Subject, serviceRule } from "../../draft.ts";
import { spelledAs } from "../../spelling.ts";
import { intoResources } from "./into-resources.ts";

export const memory = serviceRule("memory", ["mem_limit", "mem_reservation"], (subject) => {
  into("mem_limit", "limits", subject);
  into("mem_reservation", "reservations", subject);
});

function into(key: string, part: string, subject: Subject): void {
  const field = subject.field(key);
  if (!field) return;
  const size = field.node.kind === "scalar" ? spelledAs(field.node, "size") : undefined;
  if (size !== undefined) intoResources(field, [part, "memory"], size, subject);
  else subject.draft.lose(field, { why: "It is no size.", remedy: "Write for example `512m`.", weakens: "behaviour" });
}
