import { join } from "node:path";
import { hold } from "../../../disk/hold.ts";
import { Fault } from "../../../model/fault.ts";

/**
 * One process at a time writes to a store.
 * @throws Fault "not-ready" when a living process has it
 */
export async function own(dir: string): Promise<AsyncDisposable> {
  const held = await hold(join(dir, "owner"));
  if (held) return held;
  throw new Fault(
    "not-ready",
    `the store in ${dir} is in use by another process`,
    "End that process, or use another directory.",
  );
}
