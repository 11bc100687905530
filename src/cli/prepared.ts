import type { ComposeRequest } from "../run/load.ts";
import { type Prepared, prepare } from "../run/prepare.ts";
import { type Context, sayProblems } from "./context.ts";

/** Reads, hardens and plans; says everything that is wrong at once. @returns undefined when there was an error: it has been said */
export async function prepared(request: ComposeRequest, { tools, screen }: Context): Promise<Prepared | undefined> {
  const result = await prepare(request, tools);
  if ("refused" in result) {
    sayProblems(result.refused, screen);
    return undefined;
  }
  return result;
}
