import type { ComposeOptions } from "../compose-request.ts";
import { composeRequest, surroundings } from "../compose-request.ts";
import type { Context } from "../context.ts";
import { prepared } from "../prepared.ts";

/** What `-p` says; nothing is read then. Else the compose file's. @returns undefined when that is wrong: it has been said */
export async function stackName(options: ComposeOptions, context: Context): Promise<string | undefined> {
  if (options.projectName !== undefined) return options.projectName;
  const stack = await prepared(composeRequest(options, surroundings(context.tools)), context);
  return stack?.original.name;
}
