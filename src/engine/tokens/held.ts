/** A token and whom to ask about it. The bytes are in private fields: neither JSON nor `inspect` shows them. */
import { createHash } from "node:crypto";
import type { HeldToken, Lease, TokenSeen } from "../../model/token.ts";
import { type AskStore, lookUp, renew, revoke, type Speaker } from "./store/store-api.ts";

/** Hexadecimal digits of a SHA-256 that tell one token from another; a token's own 90 bits and more cannot be found by them. */
const markDigits = 12;

export const markOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex").slice(0, markDigits);

export interface Holding {
  readonly seen: TokenSeen;
  /** The file as it is to be mounted; absent: it was handed over before, and nobody keeps it. */
  readonly bytes?: Buffer;
  readonly speaker: Speaker;
  /** Of the token, where others may be asked about it by that. */
  readonly accessor?: string;
  readonly ask: AskStore;
  readonly nowMs: () => number;
}

export class Held implements HeldToken {
  readonly seen: TokenSeen;
  readonly accessor?: string;
  readonly #of: Holding;

  constructor(holding: Holding) {
    this.seen = holding.seen;
    this.#of = holding;
    if (holding.accessor !== undefined) this.accessor = holding.accessor;
  }

  /** For the swarm's secret, and nothing else. */
  bytes(): Buffer | undefined {
    return this.#of.bytes;
  }

  isSame(other: HeldToken): boolean {
    if (!(other instanceof Held)) return false;
    const [mine, theirs] = [this.#of.speaker, other.#of.speaker];
    if (mine.as === "accessor") return theirs.as === "accessor" && mine.accessor === theirs.accessor;
    return theirs.as === "self" && mine.token === theirs.token;
  }

  lookUp(signal: AbortSignal): Promise<Lease> {
    return lookUp(this.#of.ask, this.#of.speaker, this.#of.nowMs, signal);
  }

  renew(signal: AbortSignal): Promise<Lease> {
    return renew(this.#of.ask, this.#of.speaker, { nowMs: this.#of.nowMs, leaseS: this.seen.leaseS }, signal);
  }

  revoke(signal: AbortSignal): Promise<boolean> {
    return revoke(this.#of.ask, this.#of.speaker, signal);
  }
}
