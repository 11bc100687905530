/** Names and values as InfluxQL takes them. @see InfluxDB 1.8 documentation, InfluxQL reference, Literals and Identifiers */

/** @param name of a measurement, tag or field, whatever is in it */
export const identifier = (name: string): string => `"${escaped(name, '"')}"`;

export const literal = (value: string): string => `'${escaped(value, "'")}'`;

/** Milliseconds. */
export const duration = (ms: number): string => `${whole(ms)}ms`;

/** A point in time, in milliseconds since the epoch. */
export const instant = (ms: number): string => `${whole(ms)}ms`;

/** InfluxDB's scanner ends at a NUL as it does at the end, and knows no way to write one. @see influxdata/influxql, scanner.go */
export const isAskable = (name: string): boolean => !name.includes("\0");

function escaped(text: string, quote: string): string {
  if (!isAskable(text)) throw new RangeError("InfluxQL has no way to write a NUL");
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll(quote, `\\${quote}`);
}

function whole(ms: number): number {
  if (!Number.isSafeInteger(ms)) throw new RangeError("not a whole number of milliseconds");
  return ms;
}
