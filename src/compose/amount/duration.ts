/** Durations as Go reads them: `1h30m`, `1.5s`, `250us`, `0`. */

const goUnits: ReadonlyMap<string, bigint> = new Map(
  Object.entries({
    ns: 1n,
    us: 1_000n,
    µs: 1_000n,
    μs: 1_000n,
    ms: 1_000_000n,
    s: 1_000_000_000n,
    m: 60_000_000_000n,
    h: 3_600_000_000_000n,
  }),
);
const composeUnits: ReadonlyMap<string, bigint> = new Map([
  ...goUnits,
  ["d", 86_400_000_000_000n],
  ["w", 604_800_000_000_000n],
]);

/** Longer ones would only cost time: 2^63 ns are 292 years. */
const lengthLimit = 200;
const mostNs = 2n ** 63n - 1n;

/**
 * What `docker stack` and the engine take.
 * @returns nanoseconds, which may be negative; undefined when the text is none, or does not fit in 64 bits
 * @see Go, package time, ParseDuration
 */
export function parseGoDuration(text: string): bigint | undefined {
  return parse(text, goUnits);
}

/** What `docker compose` takes: Go's units, and days and weeks. @returns nanoseconds, as parseGoDuration */
export function parseComposeDuration(text: string): bigint | undefined {
  return parse(text, composeUnits);
}

function parse(text: string, units: ReadonlyMap<string, bigint>): bigint | undefined {
  const unsigned = text.replace(/^[-+]/, "");
  if (unsigned === "0") return 0n;
  if (text.length > lengthLimit || !/^(?:(?:\d+\.?\d*|\.\d+)[a-zµμ]+)+$/.test(unsigned)) return undefined;
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of unsigned.matchAll(/(\d*)(?:\.(\d*))?([a-zµμ]+)/g)) {
    const one = units.get(unit);
    if (one === undefined) return undefined;
    total += BigInt(whole || "0") * one + (BigInt(fraction || "0") * one) / 10n ** BigInt(fraction.length);
  }
  if (total > mostNs) return undefined;
  return text.startsWith("-") ? -total : total;
}

/** In the shortest form that Go reads back as the same: `1h30m`, `500ms`. @param ns not negative */
export function showGoDuration(ns: bigint): string {
  if (ns === 0n) return "0s";
  const parts: string[] = [];
  let left = ns;
  for (const unit of ["h", "m", "s", "ms", "us", "ns"]) {
    const one = goUnits.get(unit) ?? 1n;
    if (left >= one) parts.push(`${left / one}${unit}`);
    left %= one;
  }
  return parts.join("");
}
