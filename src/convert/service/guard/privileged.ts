/** `privileged`: the whole machine in a container's hands. No swarm does that. */
import { textOf } from "../../../model/node.ts";
import { serviceRule } from "../../draft.ts";
import { refuseUnlessWaived } from "./waivable.ts";

export const privileged = serviceRule("privileged", ["privileged"], (subject) => {
  const field = subject.field("privileged");
  if (!field) return;
  if (/^(false|no|off|n|f|0)$/i.test(textOf(field.node) ?? "")) {
    const why = "On a swarm no service is privileged.";
    subject.draft.lose(field, { why, remedy: "Nothing to do.", weakens: "nothing" });
    return;
  }
  const what = "wants to be `privileged`: the whole machine would be in its hands";
  const why = "A swarm runs no privileged containers.";
  const instead = "Name the capabilities that it needs below `cap_add`, or run it outside of the swarm.";
  refuseUnlessWaived(field, "privileged", { what, why, instead }, subject);
});
