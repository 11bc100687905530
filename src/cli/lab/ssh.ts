import type { Context } from "../context.ts";
import { progress } from "../progress.ts";
import { labName } from "./lab-request.ts";

/** `edgeward lab ssh`: a shell on a host of a lab. @returns what the command there ended with */
export async function labSsh(
  options: { readonly name: string },
  { tools, screen, signal }: Context,
  host = "",
  ...command: string[]
): Promise<number> {
  const labs = await tools.labs(progress(screen));
  return labs.shell(labName(options.name), host, command, signal);
}
