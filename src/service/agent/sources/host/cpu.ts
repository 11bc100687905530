/** /proc/stat, /proc/loadavg, /proc/uptime. @see proc_stat(5), proc_loadavg(5), proc_uptime(5) */
import { type Field, growth } from "./field.ts";

const modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"] as const;

/** Time spent in each mode since boot, over all processors, in clock ticks. */
export interface CpuTimes {
  readonly ticks: Readonly<Record<(typeof modes)[number], number>>;
  /** Processors that are online. */
  readonly processors: number;
}

/** @returns undefined when there is no `cpu` line. Guest time is not counted twice: the kernel has it in `user` and `nice` already. */
export function parseCpu(text: string): CpuTimes | undefined {
  const found = /^cpu +([\d ]+)$/m.exec(text);
  if (!found?.[1]) return undefined;
  const numbers = found[1].trim().split(/ +/).map(Number);
  const ticks = Object.fromEntries(modes.map((mode, i) => [mode, numbers[i] ?? 0])) as CpuTimes["ticks"];
  return { ticks, processors: text.match(/^cpu\d+ /gm)?.length ?? 0 };
}

/** Share of each mode between two readings, in percent of all processors together; none when no time passed. */
export function cpuFields(before: CpuTimes, after: CpuTimes): readonly Field[] {
  // `iowait` may count back (proc_stat(5)).
  const spent = modes.map((mode) => [mode, growth(before.ticks[mode], after.ticks[mode])] as const);
  const total = spent.reduce((sum, [, ticks]) => sum + ticks, 0);
  if (total === 0) return [];
  const percent = (ticks: number) => Math.round((ticks / total) * 10_000) / 100;
  const idle = spent.reduce((sum, [mode, ticks]) => sum + (mode === "idle" || mode === "iowait" ? ticks : 0), 0);
  return [
    ["cpu_percent", percent(total - idle)],
    ...spent.map(([mode, ticks]): Field => [`cpu_${mode}_percent`, percent(ticks)]),
    ["cpu_processors", after.processors],
  ];
}

export function loadFields(text: string): readonly Field[] {
  const found = /^([\d.]+) ([\d.]+) ([\d.]+) (\d+)\/(\d+) /.exec(text);
  if (!found) return [];
  const names = ["load1", "load5", "load15", "tasks_running", "tasks"];
  return names.map((name, i): Field => [name, Number(found[i + 1])]);
}

export function uptimeFields(text: string): readonly Field[] {
  const seconds = Number.parseFloat(text);
  return Number.isFinite(seconds) ? [["uptime_s", seconds]] : [];
}
