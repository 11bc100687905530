import type { HostTools } from "../host-tools.ts";

/** Keys that nothing on the machine uses any more are of no use to anybody, and so is what we knew of it: no trace is left. */
export async function sweep({ vault, keys, readState, clear }: HostTools): Promise<void> {
  if (!(await vault.isEmpty()) || (await readState()).databaseUsers.length > 0) return;
  await keys.clear({ ring: true });
  await clear();
}
