import type { Node, Scalar } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import { looksSecret } from "../say/secretive.ts";
import { type Hearer, type Lookup, substitute } from "./template.ts";

/** Fills the variables in a tree's values; keys stay as they are, as in compose. Shared nodes stay shared. */
export function interpolate(tree: Node, lookup: Lookup, say: Say): Node {
  const done = new Map<Node, Node>();
  const visit = (node: Node, hidden: boolean): Node => {
    const before = done.get(node);
    if (before) return before;
    const after = filled(node, hidden);
    done.set(node, after);
    return after;
  };
  const filled = (node: Node, hidden: boolean): Node => {
    if (node.kind === "list") return { ...node, items: node.items.map((item) => visit(item, hidden)) };
    if (node.kind === "scalar") return fillScalar(node, hidden, lookup, say);
    const entries = node.entries.map((entry) => ({ ...entry, value: visit(entry.value, looksSecret(entry.key)) }));
    return { ...node, entries };
  };
  return visit(tree, false);
}

function fillScalar(node: Scalar, hidden: boolean, lookup: Lookup, say: Say): Scalar {
  if (typeof node.value !== "string" || !node.value.includes("$")) return node;
  const assigned = /^([\w.-]+)=/.exec(node.value)?.[1];
  const secretive = hidden || (assigned !== undefined && looksSecret(assigned));
  const value = substitute(node.value, lookup, hearer(node.at, secretive, say));
  return { ...node, value, source: value };
}

/** @param secretive the value may be a password with a `$` in it: then what follows the `$` is not shown */
function hearer(at: Span, secretive: boolean, say: Say): Hearer {
  return {
    unset(name) {
      const which = secretive ? "a variable in this value" : `the variable ${name}`;
      const it = secretive ? "it" : name;
      const remedy = `Set ${it} in .env or the environment, write \${${secretive ? "NAME" : name}:-default}, or $$ for a plain $.`;
      say.notice("unset-variable", at, `${which} is not set: nothing stands in its place`, remedy);
      return "";
    },
    required(name, message) {
      const what = `the variable ${name} has to be set${message && !secretive ? `: ${message}` : ""}`;
      say.error("required-variable", at, what, `Set ${name} in .env or in the environment.`);
      return "";
    },
    invalid(written) {
      say.error("bad-interpolation", at, "a $ stands here that begins no variable", "Write $$ for a plain $.");
      return written;
    },
  };
}
