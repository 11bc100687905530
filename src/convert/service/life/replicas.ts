/** `scale`: how many of a service run; a stack file has it below `deploy`. */
import { textOf } from "../../../model/node.ts";
import { mapped, serviceRule } from "../../draft.ts";
import { spelledAs } from "../../spelling.ts";

export const replicas = serviceRule("replicas", ["scale"], (subject) => {
  const { draft } = subject;
  const field = subject.field("scale");
  if (!field) return;
  if (/^global/.test(textOf(subject.field("deploy", "mode")?.node) ?? "")) {
    const why = "In mode `global` each node runs one.";
    draft.lose(field, { why, remedy: "Take one of the two out.", weakens: "nothing" });
    return;
  }
  const path = subject.path("deploy", "replicas");
  const number = field.node.kind === "scalar" ? spelledAs(field.node, "whole") : undefined;
  if (number === undefined) {
    draft.lose(field, { why: "It is not a whole number.", remedy: "Write for example `3`.", weakens: "behaviour" });
    return;
  }
  draft.edit({ kind: "drop", path: field.path });
  if (!subject.field("deploy", "replicas")) draft.edit({ kind: "put", path, node: number });
  draft.say(field, mapped([path], "the number of replicas", "A stack file has it below `deploy`."));
});
