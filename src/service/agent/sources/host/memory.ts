/** /proc/meminfo. @see proc_meminfo(5) */
import type { Field } from "./field.ts";

const shown = [
  ["MemTotal", "mem_total_bytes"],
  ["MemFree", "mem_free_bytes"],
  ["MemAvailable", "mem_available_bytes"],
  ["Buffers", "mem_buffers_bytes"],
  ["Cached", "mem_cached_bytes"],
  ["SwapTotal", "swap_total_bytes"],
  ["SwapFree", "swap_free_bytes"],
] as const;

/** Used is what is not available: what the kernel could give to a program at once does not count as used. */
export function memoryFields(text: string): readonly Field[] {
  const found = new Map<string, number>();
  for (const [, name, kib] of text.matchAll(/^(\w+): +(\d+) kB$/gm)) found.set(name ?? "", Number(kib) * 1024);
  const fields = shown.flatMap(([name, field]): Field[] => {
    const bytes = found.get(name);
    return bytes === undefined ? [] : [[field, bytes]];
  });
  return [
    ...fields,
    ...used("mem", found.get("MemTotal"), found.get("MemAvailable")),
    ...used("swap", found.get("SwapTotal"), found.get("SwapFree")),
  ];
}

function used(what: string, total: number | undefined, free: number | undefined): readonly Field[] {
  if (total === undefined || free === undefined) return [];
  const bytes = Math.max(0, total - free);
  return [
    [`${what}_used_bytes`, bytes],
    [`${what}_used_percent`, total === 0 ? 0 : Math.round((bytes / total) * 10_000) / 100],
  ];
}
