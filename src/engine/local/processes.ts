/**
 * Which process is ours. A process id alone proves nothing: ids are used again, also after a reboot.
 * @see proc(5), /proc/pid/stat, field 22: start time in clock ticks since boot; /proc/sys/kernel/random/boot_id
 */
import { readFile } from "node:fs/promises";

export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since boot, and the boot that they count from. */
  readonly startTicks: string;
  readonly bootId: string;
}

/** @returns undefined when no such process runs (a zombie does not) */
export async function identify(pid: number): Promise<ProcessId | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    // The name, in parentheses, may hold spaces and parentheses itself: fields are counted from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const startTicks = fields[19];
    if (fields[0] === "Z" || startTicks === undefined) return undefined;
    return { pid, startTicks, bootId: (await readFile("/proc/sys/kernel/random/boot_id", "latin1")).trim() };
  } catch {
    return undefined;
  }
}

export async function isAlive(id: ProcessId): Promise<boolean> {
  const now = await identify(id.pid);
  return now?.startTicks === id.startTicks && now.bootId === id.bootId;
}

/** Sends a signal to that very process, and to no other that has its number by now. */
export async function signal(id: ProcessId, name: NodeJS.Signals): Promise<void> {
  if (!(await isAlive(id))) return;
  try {
    process.kill(id.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** @returns whether it ended within the time, in milliseconds */
export async function ended(id: ProcessId, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (await isAlive(id)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}
