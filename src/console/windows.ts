/** How far back one may look, in which steps, and how often the page asks again. Milliseconds; nothing else may be asked for. */

export interface Window {
  readonly name: string;
  readonly spanMs: number;
  /** Some three hundred steps fill a chart; each is a mean, a least and a greatest value. */
  readonly stepMs: number;
  readonly refreshMs: number;
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

export const windows: readonly Window[] = [
  { name: "5m", spanMs: 5 * minute, stepMs: second, refreshMs: 2 * second },
  { name: "15m", spanMs: 15 * minute, stepMs: 5 * second, refreshMs: 2 * second },
  { name: "1h", spanMs: hour, stepMs: 15 * second, refreshMs: 5 * second },
  { name: "6h", spanMs: 6 * hour, stepMs: 90 * second, refreshMs: 15 * second },
  { name: "24h", spanMs: 24 * hour, stepMs: 5 * minute, refreshMs: 30 * second },
  { name: "7d", spanMs: 168 * hour, stepMs: 30 * minute, refreshMs: minute },
];

export const windowNamed = (name: string): Window | undefined => windows.find((one) => one.name === name);

/** The window that ends now, on the grid of InfluxDB's GROUP BY time: whoever asks within one step asks for the same. */
export function rangeOf({ spanMs, stepMs }: Window, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const toMs = (Math.floor(nowMs / stepMs) + 1) * stepMs;
  return { fromMs: toMs - spanMs, toMs };
}
