/**
 * Programs that a host process started (an agent's command) and that outlived it, because it was killed before it could end them.
 * They are known by a mark in their environment, which children inherit: the path of the host's control socket.
 */
import { readdir, readFile } from "node:fs/promises";
import { ended, identify, type ProcessId, signal as send } from "./processes.ts";

export const markName = "EDGEWARD_HOST";

const graceMs = 1_000;

/**
 * Ends what carries a mark; call it when the host itself is gone.
 * @param mark path of a control socket, or of a directory of them with a slash at its end
 */
export async function endOrphans(mark: string): Promise<void> {
  const orphans = await marked(mark);
  for (const orphan of orphans) await send(orphan, "SIGTERM");
  for (const orphan of orphans) if (!(await ended(orphan, graceMs))) await send(orphan, "SIGKILL");
}

async function marked(path: string): Promise<readonly ProcessId[]> {
  const mark = `\0${markName}=${path}${path.endsWith("/") ? "" : "\0"}`;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      // Another user's process cannot be read, and cannot be ours.
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      return `\0${environment}\0`.includes(mark) ? identify(pid) : undefined;
    }),
  );
  return found.filter((id) => id !== undefined);
}
