import { type Mapping, mapAt } from "../../../model/node.ts";
import { inOrder, type Problem } from "../../../model/problem.ts";
import { Notes } from "../../say/say.ts";
import { parseYaml } from "../../yaml/parse.ts";
import { validate } from "../validate.ts";

export function treeOf(text: string, notes = new Notes()): Mapping {
  const [root] = parseYaml({ path: "compose.yml", text }, notes) ?? [];
  return root?.kind === "map" ? root : mapAt({}, { file: "compose.yml", line: 1, column: 1 });
}

/** What is said of a compose text, in order. */
export function validating(text: string): readonly Problem[] {
  const notes = new Notes();
  validate(treeOf(text, notes), notes);
  return inOrder(notes.problems, ["compose.yml"]);
}
