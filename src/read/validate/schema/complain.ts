/** What the official schema has against a tree, in words for people. */
import { entriesOf, isNull, type Mapping, type Node, type Path, showPath } from "../../../model/node.ts";
import type { Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean, suggest } from "../../say/suggest.ts";
import { saidInside } from "../said.ts";
import { schemaErrors } from "./errors.ts";
import { exampleFor } from "./examples.ts";
import { movedRemedy } from "./moved.ts";
import { type Place, Places } from "./places.ts";
import { type Complaint, reduce } from "./reduce.ts";
import { range, wrongType } from "./words.ts";

/**
 * @returns what says the complaints that our own checks may know better words for: a pattern that does not fit, a number out of range
 */
export function complain(root: Mapping, say: Say): () => void {
  const places = new Places(root);
  const vague: (() => void)[] = [];
  for (const errors of schemaErrors(root)) {
    for (const complaint of reduce(errors)) {
      const place = places.at(complaint.pointer);
      if (!place) continue;
      if (complaint.kind === "unknown-key") sayUnknown(complaint, place, places, say);
      else if (complaint.kind === "bad-form" || complaint.kind === "out-of-range") {
        vague.push(() => sayOne(complaint, place, say));
      } else sayOne(complaint, place, say);
    }
  }
  return () => {
    for (const one of vague) one();
  };
}

function sayOne(complaint: Exclude<Complaint, UnknownKey>, place: Place, say: Say): void {
  const { node, path } = place;
  const at = isNull(node) ? place.keyAt : node.at;
  if (saidInside(node, say) || say.hasError(at)) return;
  const [code, what, first] = worded(complaint, node);
  const name = path.length === 0 ? "the file" : `\`${showPath(path)}\``;
  const remedy = () => (complaint.kind === "bad-choice" ? first : withExample(first, path));
  say.error(code, at, `${name} ${what}`, remedy);
}

type Worded = readonly [code: string, what: string, remedy: string];

function worded(complaint: Exclude<Complaint, UnknownKey>, node: Node): Worded {
  switch (complaint.kind) {
    case "missing-key": {
      const keys = complaint.keys.map((key) => `\`${key}\``).join(" and ");
      return ["missing-key", `has no ${keys}`, `Add ${keys}.`];
    }
    case "wrong-type": {
      const code = isNull(node) ? "empty-value" : "wrong-type";
      return [code, wrongType(complaint.wanted, node), shift(complaint.wanted, node)];
    }
    case "bad-choice": {
      const choices = complaint.choices.join(", ");
      const written = node.kind === "scalar" ? String(node.value) : "";
      const nearest = suggest(written, complaint.choices);
      const remedy = nearest === undefined ? `Write one of ${choices}.` : `Did you mean \`${nearest}\`?`;
      return ["bad-value", `has \`${written}\`, which is none of ${choices}`, remedy];
    }
    case "out-of-range":
      return ["out-of-range", range(complaint.least, complaint.most), ""];
    case "bad-form":
      return ["bad-value", "is not in a form that is known", ""];
  }
}

/** What to do, before the example. */
function shift(wanted: readonly string[], node: Node): string {
  if (isNull(node)) return "Give it a value, or take the key out.";
  if (wanted.includes("boolean") && !wanted.includes("number")) return "Write true or false.";
  if (wanted.includes("string")) {
    const isQuotable = node.kind === "scalar" && !wanted.includes("number") && !wanted.includes("integer");
    return isQuotable ? "Put it in quotes." : "";
  }
  if (wanted.includes("array")) return "Write one item a line, each with `- ` in front.";
  return wanted.includes("object") ? "Write `key: value` lines, indented below it." : "";
}

function withExample(first: string, path: Path): string {
  const example = exampleFor(path);
  return (
    [first, example && `For example: \`${example}\`.`].filter(Boolean).join(" ") || "See the Compose Specification."
  );
}

type UnknownKey = Extract<Complaint, { readonly kind: "unknown-key" }>;

function sayUnknown({ key, known }: UnknownKey, { node, path }: Place, places: Places, say: Say): void {
  const entry = node.kind === "map" ? places.entry(node, key) : undefined;
  if (!entry || say.hasError(entry.keyAt)) return;
  const at: Span = entry.keyAt;
  if (known.length === 0) {
    const what = `\`${key}\` in \`${showPath(path)}\` is not a name that Compose takes`;
    const better = key.replaceAll(/[^A-Za-z0-9._-]+/g, "_");
    say.error("bad-name", at, what, `Use letters, digits, \`.\`, \`_\` and \`-\` only: \`${better || "name"}\`.`);
    return;
  }
  const what = `\`${key}\` is not known${path.length > 0 ? ` in \`${showPath(path)}\`` : ""}`;
  const isService = path.length === 0 && entry.value.kind === "map" && isLikeService(entry.value);
  const moved = isService ? "Services stand below `services:`, two spaces further in." : movedRemedy(path, key);
  say.error("unknown-key", at, what, moved ?? didYouMean(key, known));
}

/** The first version of Compose had services at the top. */
function isLikeService(map: Mapping): boolean {
  return map.entries.some(({ key }) => key === "image" || key === "build") || entriesOf(map, "build").length > 0;
}
