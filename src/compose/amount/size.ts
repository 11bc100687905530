/** Sizes of memory as Docker reads them: `512m`, `1.5g`, `64 MiB`, `4096`; a unit is a power of 1024, in letters of either case. */
import type { Scalar } from "../../model/node.ts";

const factors: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
};
/** From here on it does not fit in 64 bits. */
const limitBytes = 2 ** 63;

/**
 * @returns whole bytes, rounded down as Docker does; undefined when the text is no size
 * @see docker/go-units, RAMInBytes: a number as Go's ParseFloat takes it, at most one space, a unit with an optional `b` or `ib`
 */
export function parseSize(text: string): number | undefined {
  const match = /^\+?((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text);
  if (!match) return undefined;
  const bytes = Math.trunc(Number(match[1]) * (factors[match[2]?.toLowerCase() ?? ""] ?? 1));
  return bytes < limitBytes ? bytes : undefined;
}

/** A size where a compose file has one: a text, or a number of bytes. Whole numbers may be negative: `memswap_limit: -1`. */
export function sizeOf(node: Scalar): number | undefined {
  if (typeof node.value === "number") return Number.isSafeInteger(node.value) ? node.value : undefined;
  if (typeof node.value !== "string") return undefined;
  return /^-\d{1,15}$/.test(node.value) ? Number(node.value) : parseSize(node.value);
}
