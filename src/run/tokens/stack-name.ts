import type { Problem } from "../../model/problem.ts";
import { readProject } from "../../read/project.ts";
import { type ComposeRequest, load } from "../load.ts";
import type { Tools } from "../tools.ts";

/** The name that a stack of these compose files has. What else is wrong with them does not matter here. */
export async function stackName(
  request: ComposeRequest,
  tools: Tools,
): Promise<{ readonly name: string } | { readonly refused: readonly Problem[] }> {
  const loaded = await load(request, tools, readProject);
  return "missing" in loaded ? { refused: loaded.missing } : { name: loaded.read.project.name };
}
