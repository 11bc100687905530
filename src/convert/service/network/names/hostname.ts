import { textAt, textOf } from "../../../../model/node.ts";
import { serviceRule } from "../../../draft.ts";
import { escapeBraces, whyEscaped } from "../../data/braces.ts";
import { present } from "../../data/present.ts";

/** Stays what the container calls itself; the networks rule makes an alias of it, so that others find it by that name too. */
export const hostname = serviceRule("hostname", ["hostname"], (subject) => {
  const { draft } = subject;
  const found = present(subject, "hostname");
  if (!found) return;
  const name = textOf(found.node) ?? "";
  const escaped = escapeBraces(name);
  if (escaped === name) return draft.keep(found);
  draft.respell(found, textAt(escaped, found.node.at), "the same name with its braces escaped", whyEscaped);
});
