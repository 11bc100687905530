/**
 * Lines of Xenomai's latency(1): `RTD|` and then minimum, average and maximum in microseconds since the line before, overruns, mode
 * switches (Xenomai 3 on), and best and worst since the start.
 */
import type { FieldValue } from "../../../point.ts";

export type Heard =
  | { readonly is: "data"; readonly fields: readonly (readonly [name: string, value: FieldValue])[] }
  /** Headers (RTH, RTT), totals (RTS), rules (`---|`), and what it says in passing. */
  | { readonly is: "other" }
  | { readonly is: "malformed" };

const columns = ["min", "avg", "max", "overrun", "msw", "best", "worst"] as const;
const counts: readonly string[] = ["overrun", "msw"];

/** @param line without its line feed */
export function hear(line: string): Heard {
  if (!line.startsWith("RTD|")) return { is: "other" };
  const cells = line
    .slice(4)
    .split("|")
    .map((cell) => cell.trim());
  const names = cells.length === 6 ? columns.filter((name) => name !== "msw") : columns;
  if (cells.length !== names.length) return { is: "malformed" };
  const fields: [string, FieldValue][] = [];
  for (const [i, name] of names.entries()) {
    const cell = cells[i] ?? "";
    if (counts.includes(name)) {
      if (!/^\d{1,18}$/.test(cell)) return { is: "malformed" };
      fields.push([name, BigInt(cell)]);
    } else {
      if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(cell)) return { is: "malformed" };
      fields.push([name, Number(cell)]);
    }
  }
  return { is: "data", fields };
}
