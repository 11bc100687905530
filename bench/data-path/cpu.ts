import { readFileSync } from "node:fs";

/** Clock ticks a second, as Linux reports them to programs. @see sysconf(3), _SC_CLK_TCK */
const ticksPerS = 100;

/** CPU time that processes have used so far, in microseconds; user and system. @see proc(5), /proc/pid/stat, fields 14 and 15 */
export function cpuUs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return sum + ((Number(fields[11]) + Number(fields[12])) / ticksPerS) * 1e6;
  }, 0);
}

/** Memory that processes hold, in bytes: private memory whole, shared memory by share. @see proc(5), smaps_rollup, Pss */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const kb = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1];
    return sum + Number(kb ?? 0) * 1024;
  }, 0);
}
