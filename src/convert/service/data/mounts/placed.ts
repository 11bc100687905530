import type { LongMount } from "../../../../compose/mount/long-mount.ts";
import type { Subject } from "../../../draft.ts";
import { escapeBraces } from "../braces.ts";
import { rebased } from "../host-paths.ts";

/** The source, seen from the stack file; a volume's name as it is. */
export function placed(mount: LongMount, source: string, { view }: Subject): string {
  return escapeBraces(mount.type === "bind" ? rebased(source, view) : source);
}
