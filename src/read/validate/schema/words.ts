import { describe, type Node } from "../../../model/node.ts";

const types: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  array: "a list",
  object: "a map",
};

/** `must be a text or a list, but is a map`; `is empty`. */
export function wrongType(wanted: readonly string[], node: Node): string {
  const is = describe(node);
  if (is === "empty") return "is empty";
  return `must be ${wantedWords(wanted)}, but is ${is === "a number" && wanted.includes("integer") ? "a fraction" : is}`;
}

/** A truth value may be in quotes, as variables bring it; nobody is told to write it so. */
function wantedWords(wanted: readonly string[]): string {
  const isFlag = wanted.includes("boolean") && !wanted.includes("number");
  if (wanted.includes("boolean") && !isFlag) return "a single value";
  const plain = wanted.filter(
    (type) => !(type === "integer" && wanted.includes("number")) && !(isFlag && type === "string"),
  );
  const words = Object.keys(types).flatMap((type) => (plain.includes(type) ? (types[type] ?? []) : []));
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : (words[0] ?? "something else");
}

export function range(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `must be from ${least} to ${most}`;
  return least !== undefined ? `must be ${least} or more` : `must be ${most ?? 0} or less`;
}
