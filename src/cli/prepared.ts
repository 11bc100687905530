import { Fault } from "../model/fault.ts";
import { problemsJson } from "../report/news/problems.ts";
import type { ComposeRequest } from "../run/load.ts";
import { type Prepared, prepare } from "../run/prepare.ts";
import { type Context, sayProblems } from "./context.ts";

/** Reads, hardens and plans; says everything that is wrong at once. @returns undefined when there was an error: it has been said */
export async function prepared(
  request: ComposeRequest,
  { tools, screen }: Context,
  format: "text" | "json" = "text",
): Promise<Prepared | undefined> {
  if (request.files.includes("-")) {
    const remedy = "Save it, and name the file with -f; `convert` and `plan --for swarm` read the standard input.";
    throw new Fault("bad-command-line", "this command needs the compose file as a file", remedy);
  }
  const result = await prepare(request, tools);
  if ("refused" in result) {
    if (format === "json") screen.out(problemsJson(result.refused));
    sayProblems(result.refused, screen);
    return undefined;
  }
  return result;
}
