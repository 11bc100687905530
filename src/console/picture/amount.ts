/** Numbers as people read them, in the unit that the field's name says. */

const prefixes = ["", "k", "M", "G", "T", "P"];

/**
 * @param step what has to be told apart, as on an axis: as many digits are shown as that takes
 * @returns for example `21.5`, `3.21 GB`, `12.5 %`; with four significant digits, as a rule
 */
export function showAmount(value: number, field: string, step = 0): string {
  const unit = unitOf(field);
  const digits = step > 0 ? digitsFor(value, step) : usualDigits;
  if (unit === "B") return inPrefix(value, "B", digits);
  if (unit === "s" && Math.abs(value) >= longS) return inHours(value, digits);
  const text = Math.abs(value) >= 1e6 ? inPrefix(value, "", digits) : plain(value, digits);
  return unit === "" ? text : `${text} ${unit}`;
}

const usualDigits = 4;

const digitsFor = (value: number, step: number): number =>
  Math.min(12, Math.max(usualDigits, 1 + Math.ceil(Math.log10(Math.abs(value) / step || 1))));

/** The last word of a name such as `mem_total_bytes` or `cpu_percent`. */
function unitOf(field: string): string {
  const last = /(?:^|[_.\s-])([a-z%]+)$/i.exec(field)?.[1]?.toLowerCase() ?? "";
  return units[last] ?? "";
}

const units: Readonly<Record<string, string>> = {
  bytes: "B",
  percent: "%",
  pct: "%",
  celsius: "°C",
  ms: "ms",
  us: "µs",
  ns: "ns",
  s: "s",
  seconds: "s",
  hz: "Hz",
  volts: "V",
  watts: "W",
};

/** Seconds that are read better as hours or days. */
const longS = 3 * 3600;
const dayS = 24 * 3600;

function inHours(seconds: number, digits: number): string {
  const [unit, length] = Math.abs(seconds) >= 3 * dayS ? ["d", dayS] : ["h", 3600];
  return `${plain(Number((seconds / Number(length)).toPrecision(digits)), digits)} ${unit}`;
}

function inPrefix(value: number, unit: string, digits: number): string {
  const power = Math.min(prefixes.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1) / 3)));
  const text = plain(value / 1000 ** power, digits);
  const suffix = `${prefixes[power] ?? ""}${unit}`;
  return suffix === "" ? text : `${text} ${suffix}`;
}

/** Whole numbers in groups of three; others with four significant digits. */
function plain(value: number, digits: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) < 0.0001) return value.toExponential(2).replace("-", "−").replace("e−", "e-");
  const near = Number.isInteger(value) && Math.abs(value) < 1e6 ? value : Number(value.toPrecision(digits));
  const [whole = "", part] = String(Math.abs(near)).split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return `${near < 0 ? "−" : ""}${grouped}${part === undefined ? "" : `.${part}`}`;
}
