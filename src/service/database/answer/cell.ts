import type { Cell } from "../query/result.ts";

/** How times are answered: RFC 3339, or a number of these since the epoch. */
export type Epoch = "rfc3339" | "ns" | "u" | "ms" | "s" | "m" | "h";

const perEpoch: Readonly<Record<Exclude<Epoch, "rfc3339">, bigint>> = {
  ns: 1n,
  u: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** @returns undefined for an epoch that InfluxDB 1.x does not know */
export function epochOf(text: string | null): Epoch | undefined {
  if (text === null || text === "" || text === "rfc3339") return "rfc3339";
  if (text === "µ" || text === "us") return "u";
  return text in perEpoch ? (text as Epoch) : undefined;
}

/** A JSON value; integers keep all their digits. */
export function jsonCell(cell: Cell): string {
  if (typeof cell === "bigint") return cell.toString();
  return JSON.stringify(cell);
}

export function jsonTime(timeNs: bigint, epoch: Epoch): string {
  return epoch === "rfc3339" ? JSON.stringify(rfc3339(timeNs)) : (timeNs / perEpoch[epoch]).toString();
}

/** With as many digits of the second as it needs. */
function rfc3339(timeNs: bigint): string {
  const fraction = ((timeNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const second = new Date(Number((timeNs - fraction) / 1_000_000n)).toISOString().slice(0, -5);
  const digits = fraction === 0n ? "" : `.${fraction.toString().padStart(9, "0").replace(/0+$/, "")}`;
  return `${second}${digits}Z`;
}
