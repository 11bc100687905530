/** `pids_limit`: how many processes a service may have at once, against fork bombs. */
import { serviceRule } from "../../draft.ts";
import { spelledAs } from "../../spelling.ts";
import { intoResources } from "./into-resources.ts";

export const pids = serviceRule("pids", ["pids_limit"], (subject) => {
  const { draft } = subject;
  const field = subject.field("pids_limit");
  if (!field) return;
  const number = field.node.kind === "scalar" ? spelledAs(field.node, "whole") : undefined;
  if (typeof number?.value !== "number") {
    draft.lose(field, { why: "It is not a whole number.", remedy: "Write for example `100`.", weakens: "security" });
  } else if (number.value <= 0) {
    draft.lose(field, { why: "It sets no limit.", remedy: "Nothing to do.", weakens: "nothing" });
  } else intoResources(field, ["limits", "pids"], number, subject);
});
