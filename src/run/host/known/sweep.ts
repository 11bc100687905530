import type { HostTools } from "../host-tools.ts";

/**
 * Keys that nothing on the machine uses any more are of no use to anybody, and so is what we knew of it: no trace is left. As long as an
 * undo is not done, something may use them.
 */
export async function sweep({ vault, keys, readState, clear }: HostTools): Promise<void> {
  const { databaseUsers, undoing } = await readState();
  if (!(await vault.isEmpty()) || databaseUsers.length > 0 || undoing) return;
  await keys.clear({ ring: true });
  await clear();
}
