/**
 * How often a wrong login may be tried: each address has a few tries, and gets one back every half minute. When too many are wrong from
 * everywhere, an address has one try only: who comes from elsewhere with the right login gets in all the same.
 * Invariant: its memory is bounded, however many addresses try.
 */

const burst = 5;
const backMs = 30_000;
const overallBurst = 60;
const overallBackMs = 1_000;
const mostAddresses = 10_000;

/** Wrong logins, of which one is forgotten every so often. */
interface Level {
  readonly count: number;
  readonly atMs: number;
}

export class Throttle {
  /** The one that was wrong longest ago first. */
  readonly #levels = new Map<string, Level>();
  readonly #elapsed: () => number;
  #overall: Level = { count: 0, atMs: 0 };

  /** @param elapsed milliseconds from some start, never backwards */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  get size(): number {
    return this.#levels.size;
  }

  /** @returns milliseconds until this address may try again; 0: now */
  waitMs(address: string): number {
    const allowed = this.#left(this.#overall, overallBackMs) >= overallBurst ? 1 : burst;
    const level = this.#levels.get(groupOf(address));
    const over = level ? this.#left(level, backMs) - (allowed - 1) : 0;
    return over > 0 ? Math.ceil(over * backMs) : 0;
  }

  wrong(address: string): void {
    const group = groupOf(address);
    const level = this.#levels.get(group) ?? { count: 0, atMs: 0 };
    this.#levels.delete(group);
    this.#levels.set(group, { count: this.#left(level, backMs) + 1, atMs: this.#elapsed() });
    this.#overall = { count: this.#left(this.#overall, overallBackMs) + 1, atMs: this.#elapsed() };
    for (const [oldest, { count, atMs }] of this.#levels) {
      const forgotten = this.#left({ count, atMs }, backMs) === 0;
      if (!forgotten && this.#levels.size <= mostAddresses) break;
      this.#levels.delete(oldest);
    }
  }

  /** What was wrong before was a slip of whoever has the login, and nobody's guessing. */
  right(address: string): void {
    const group = groupOf(address);
    const slips = this.#levels.get(group);
    if (!slips) return;
    this.#levels.delete(group);
    const others = this.#left(this.#overall, overallBackMs) - this.#left(slips, backMs);
    this.#overall = { count: Math.max(0, others), atMs: this.#elapsed() };
  }

  #left({ count, atMs }: Level, forgetMs: number): number {
    return Math.max(0, count - (this.#elapsed() - atMs) / forgetMs);
  }
}

/** One line has a whole /64 of IPv6 addresses to itself: they count as one. */
function groupOf(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!bare.includes(":")) return bare;
  const [head = "", tail] = bare.split("::", 2);
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
