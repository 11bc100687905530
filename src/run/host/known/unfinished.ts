import { Fault } from "../../../model/fault.ts";
import type { HostTools } from "../host-tools.ts";

/**
 * What a killed `host undo` left is neither the machine as it was found nor a secured one: nothing else is done with it, and nothing said.
 * @throws Fault "interrupted"
 */
export async function refuseUnfinished({ readState }: Pick<HostTools, "readState">): Promise<void> {
  if ((await readState()).undoing === undefined) return;
  const what =
    "an `edgeward host undo` of this machine was interrupted: some of it is as it was found, some is still secured";
  throw new Fault("interrupted", what, "Finish it first: `edgeward host undo`.");
}
