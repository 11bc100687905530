/** Whether Go's yaml.v3 takes an unquoted scalar for a number: what YAML 1.2 does, and 1_000 and 0b101. */
export function isGoNumber(source: string): boolean {
  return /^[-+]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)(e[-+]?\d+)?$|^[-+]?0(x[0-9a-f_]+|o[0-7_]+|b[01_]+)$|^[-+]?\.inf$|^\.nan$/i.test(
    source,
  );
}

/**
 * How compose, written in Go, passes on an unquoted number: it parses it (yaml.v3 takes 0700 as octal) and prints it anew, so that
 * 0700 arrives as 448, 1.50 as 1.5 and 1000000.0 as 1e+06.
 * @param written a plain YAML scalar that is a number for yaml.v3
 */
export function goNumber(written: string): string {
  const source = written.replaceAll("_", "");
  const sign = source.startsWith("-") ? "-" : "";
  const digits = source.replace(/^[-+]/, "");
  if (/^\.inf$/i.test(digits)) return `${sign || "+"}Inf`;
  if (/^\.nan$/i.test(digits)) return "NaN";
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits}` : digits;
  if (/^(\d+|0o[0-7]+|0x[0-9a-f]+|0b[01]+)$/i.test(octal) && !/^0\d/.test(octal)) {
    const whole = BigInt(octal) * (sign ? -1n : 1n);
    if (whole >= -(2n ** 63n) && whole < 2n ** 64n) return String(whole);
  }
  return goFloat(Number(source));
}

/** Go's %v of a float64: the shortest digits; an exponent, of two digits at the least, from 1e6 on and below 1e-4. */
function goFloat(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6)) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
}
