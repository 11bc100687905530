/**
 * Who is signed in. Invariants: what is kept of a session is a hash of its id, in memory alone; no session outlives twelve hours, or half an
 * hour without a request; there are never more than `most`.
 */
import { createHash, randomBytes } from "node:crypto";

export const idleMs = 30 * 60_000;
export const absoluteMs = 12 * 60 * 60_000;
const most = 64;
/** 256 bit of the system's. */
const idBytes = 32;

interface Session {
  readonly sinceMs: number;
  readonly seenMs: number;
}

export class Sessions {
  /** The one that was seen longest ago first. */
  readonly #byHash = new Map<string, Session>();
  readonly #elapsed: () => number;

  /** @param elapsed milliseconds from some start, never backwards */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  get size(): number {
    return this.#byHash.size;
  }

  /** @returns its id; nobody else has it. Where there are too many, the one that was seen longest ago ends. */
  open(): string {
    const id = randomBytes(idBytes).toString("base64url");
    const nowMs = this.#elapsed();
    this.#byHash.set(hashOf(id), { sinceMs: nowMs, seenMs: nowMs });
    for (const [hash, session] of this.#byHash) {
      if (this.#byHash.size <= most && !this.#isOver(session)) break;
      this.#byHash.delete(hash);
    }
    return id;
  }

  /** Whether it is there; it then counts as seen. */
  admits(id: string): boolean {
    const hash = hashOf(id);
    const session = this.#byHash.get(hash);
    if (!session) return false;
    this.#byHash.delete(hash);
    if (this.#isOver(session)) return false;
    this.#byHash.set(hash, { ...session, seenMs: this.#elapsed() });
    return true;
  }

  close(id: string): void {
    this.#byHash.delete(hashOf(id));
  }

  closeAll(): void {
    this.#byHash.clear();
  }

  #isOver({ sinceMs, seenMs }: Session): boolean {
    const nowMs = this.#elapsed();
    return nowMs - seenMs > idleMs || nowMs - sinceMs > absoluteMs;
  }
}

/** Looking a hash up takes a time that tells of the hash, and so nothing of an id that would be admitted. */
const hashOf = (id: string): string => createHash("sha256").update(id, "utf8").digest("base64url");
