/** What the store is fed with. */
import type { Point } from "../../src/service/point.ts";

export const series = 100;
export const rowsPerAppend = 100;
export const startMs = Date.UTC(2026, 0, 1);

/** One reading a second and sensor, a few milliseconds late, in hundredths: what sensors send. Or random doubles: the worst there is. */
export class Sensors {
  readonly #tags = Array.from({ length: series }, (_, i) => [["host", `edge-${i}`] as const]);
  readonly #values = Float64Array.from({ length: series }, (_, i) => 20 + i / 10);
  readonly #random: boolean;

  constructor(kind: "hundredths" | "random doubles") {
    this.#random = kind === "random doubles";
  }

  /** All points of one append. */
  points(round: number): Point[] {
    const points: Point[] = [];
    for (let row = 0; row < rowsPerAppend; row++) {
      const atMs = startMs + (round * rowsPerAppend + row) * 1000;
      for (let i = 0; i < series; i++) points.push(this.#point(i, atMs));
    }
    return points;
  }

  #point(i: number, atMs: number): Point {
    const value = (this.#values[i] ?? 0) + (Math.random() - 0.5) * 0.4;
    this.#values[i] = value;
    return {
      measurement: "climate",
      tags: this.#tags[i] ?? [],
      fields: [["temperature", this.#random ? Math.random() : Math.round(value * 100) / 100]],
      timeNs: BigInt(atMs + Math.floor(Math.random() * 4)) * 1_000_000n,
    };
  }
}
