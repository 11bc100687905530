const nano = 1_000_000_000n;

/**
 * `0.5`, `1e-1` or `1/2` CPUs.
 * @returns billionths of a CPU; undefined when the text is no number, or is finer than that
 */
export function nanoCpus(text: string): number | undefined {
  const match = /^([-+]?)(\d{0,15})(?:\.(\d{0,15}))?(?:e([-+]?\d{1,2}))?(?:\/(\d{1,15}))?$/i.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0", below = "1"] = match;
  if (whole + fraction === "" || (below !== "1" && text.includes("."))) return undefined;
  const shift = Number(exponent) - fraction.length;
  const top = BigInt(whole + fraction) * nano * 10n ** BigInt(Math.max(shift, 0));
  const bottom = BigInt(below) * 10n ** BigInt(Math.max(-shift, 0));
  if (bottom === 0n || top % bottom !== 0n) return undefined;
  const cpus = Number(top / bottom);
  return sign === "-" ? -cpus : cpus;
}
