/**
 * Points → line protocol.
 * Invariant: what line protocol can carry, `parseLines` reads back as it was. What it cannot is mended as Telegraf's serializer does:
 * a control character in a name becomes its backslash form (`\n`), a backslash at the end of a name is cut off, and a tag without key
 * or value, a field without key, NaN and infinite numbers are left out. So are the names that influxd keeps for itself: `time`.
 */
import type { FieldValue, Point } from "../point.ts";

/**
 * One line without its line feed, the time in nanoseconds.
 * @returns "" when the point has no measurement, or no field is left
 * @see InfluxDB 2 documentation, line protocol, "Special characters"; Telegraf, plugins/serializers/influx
 */
export function formatPoint(point: Point): string {
  const measurement = escapeMeasurement(point.measurement);
  if (measurement === "") return "";
  let line = measurement;
  for (const [name, text] of point.tags) {
    const key = escapeTag(name);
    const value = escapeTag(text);
    if (key !== "" && value !== "" && key !== "time") line += `,${key}=${value}`;
  }
  let separator = " ";
  for (const [name, value] of point.fields) {
    const key = escapeFieldKey(name);
    if (key === "" || key === "time" || (typeof value === "number" && !Number.isFinite(value))) continue;
    line += `${separator}${key}=${formatValue(value)}`;
    separator = ",";
  }
  return separator === " " ? "" : `${line} ${point.timeNs}`;
}

function formatValue(value: FieldValue): string {
  switch (typeof value) {
    case "bigint":
      return `${value}i`;
    case "string":
      return `"${value.replace(/["\\]/g, "\\$&")}"`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
      return String(value);
  }
}

/** A line that starts with `#` is a comment: the backslash, which then belongs to the name, keeps the point. */
function escapeMeasurement(name: string): string {
  const escaped = mend(name, /[, ]|(?<=\\)[="]/g);
  return escaped.startsWith("#") ? `\\${escaped}` : escaped;
}

function escapeFieldKey(name: string): string {
  return mend(name, /[, =]|(?<=\\)"/g);
}

function escapeTag(text: string): string {
  return mend(text, /[, =]/g);
}

function mend(name: string, special: RegExp): string {
  if (plain.test(name)) return name;
  const printable = name.replace(/[\0\t\n\f\r]/g, (char) => controls[char] ?? "");
  return printable.replace(/\\+$/, "").replace(special, "\\$&");
}

/** Nearly every name: nothing to escape, nothing to mend. */
const plain = /^[A-Za-z0-9_.:/-]+$/;
const controls: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};
