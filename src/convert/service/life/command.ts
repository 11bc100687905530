/**
 * What a service runs. The docker CLI splits texts into words by other rules than Compose does (`#` begins a comment, and `;` is a word
 * like any other, where Compose ends the command), so texts with more than plain words become lists. A swarm cannot clear an image's entry point, but it can run a command in its place.
 */
import { splitWords } from "../../../compose/words.ts";
import { isNull, listAt, type Node, textAt } from "../../../model/node.ts";
import { type Field, mapped, type Subject, serviceRule } from "../../draft.ts";

export const command = serviceRule("command", ["command", "entrypoint"], (subject) => {
  const entrypoint = subject.field("entrypoint");
  const words = subject.field("command");
  if (entrypoint && isCleared(entrypoint.node)) return replaceEntryPoint(entrypoint, words, subject);
  for (const field of [entrypoint, words]) if (field) splitOrKeep(field, subject);
});

/** `[]`, `""` and `[""]` take the image's entry point away, and so does a text of which Compose takes no word. */
function isCleared(node: Node): boolean {
  if (node.kind === "scalar") return node.value !== null && wordsOf(node)?.every((word) => word === "") === true;
  return node.kind === "list" && node.items.every((item) => item.kind === "scalar" && item.value === "");
}

function replaceEntryPoint(entrypoint: Field, command: Field | undefined, subject: Subject): void {
  const { draft } = subject;
  const words = command && wordsOf(command.node);
  if (!command || words === undefined || words.length === 0) {
    const why = "A swarm always runs the image's entry point where there is no other one.";
    draft.lose(entrypoint, {
      why,
      remedy: "Write the program in full: `entrypoint: [program]`.",
      weakens: "behaviour",
    });
    if (command) splitOrKeep(command, subject);
    return;
  }
  const why = "A swarm cannot clear the image's entry point, and runs the same with the command in its place.";
  draft.edit(
    { kind: "drop", path: command.path },
    { kind: "put", path: entrypoint.path, node: listOf(words, command) },
  );
  draft.say(entrypoint, mapped([entrypoint.path], "the command", why));
  draft.say(command, mapped([entrypoint.path], "the entry point", why));
}

function splitOrKeep(field: Field, { draft }: Subject): void {
  const { node } = field;
  if (isNull(node)) {
    draft.lose(field, { why: "It is empty: the image's own counts.", remedy: "Nothing to do.", weakens: "nothing" });
    return;
  }
  const words = node.kind === "scalar" && !/^[\w ./:=@%+,-]*$/.test(String(node.value)) ? wordsOf(node) : undefined;
  if (words === undefined) draft.keep(field);
  else draft.respell(field, listOf(words, field), "a list of words", "The docker CLI splits a text in another way.");
}

/** @returns undefined when it cannot be split: reading has refused it, as Compose does */
function wordsOf(node: Node): readonly string[] | undefined {
  if (node.kind === "scalar") {
    const split = splitWords(node.value === null ? "" : String(node.value));
    return typeof split === "string" ? undefined : split.words;
  }
  if (node.kind !== "list") return undefined;
  return node.items.flatMap((item) => (item.kind === "scalar" && item.value !== null ? [String(item.value)] : []));
}

const listOf = (words: readonly string[], { node }: Field): Node =>
  node.kind === "list"
    ? node
    : listAt(
        words.map((word) => textAt(word, node.at)),
        node.at,
      );
