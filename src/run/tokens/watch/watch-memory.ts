/** What a watch remembers from one look to the next. All of it can be found out again: a watch that is started anew begins with none. */
import type { HeldToken, Lease, TokenPlace } from "../../../model/token.ts";
import { backOffMs } from "../../../plan/tokens/back-off.ts";

export interface WatchFault {
  readonly what: string;
  readonly remedy: string;
  readonly failures: number;
  /** Left alone until then, in milliseconds of the clock's `elapsed`. */
  readonly untilMs: number;
}

/** Replaced at its place, and to be revoked once the service runs with the new one. */
export interface Replaced {
  readonly place: TokenPlace;
  readonly token: HeldToken;
  /** When it was replaced, in milliseconds of the clock's `elapsed`. */
  readonly sinceMs: number;
}

export class WatchMemory {
  /** The store's last word on a token, by its mark. */
  readonly leases = new Map<string, Lease>();
  /** Of tokens that the store gave no answer about: it is asked again then, in milliseconds of the clock's `elapsed`. */
  readonly doubts = new Map<string, { readonly failures: number; readonly untilMs: number }>();
  readonly faults = new Map<string, WatchFault>();
  /** By mark: of one place there may be several, when the next is replaced before the service runs with it. */
  readonly replaced = new Map<string, Replaced>();
  /** By place: the token that its service has now, as long as its source has it, too. Once the source has another, nobody else has its bytes. */
  readonly inHand = new Map<string, HeldToken>();
  /** Places whose token was made anew and not seen to be good since: the next one may be as bad. */
  readonly unproven = new Set<string>();
  /** Between the clock that may jump and the one that does not, at the last look, in milliseconds. */
  offsetMs: number | undefined;
  /** When a token was last delivered, renewed or made anew, in milliseconds since the epoch, by service. */
  readonly acts: {
    readonly service: string;
    readonly did: "deliver" | "renew" | "remake" | "revoke";
    readonly atMs: number;
  }[] = [];

  /** Services that wait for tokens, as the last look had them. */
  services: ReadonlySet<string> = new Set();
  /** How often anything was done. */
  actions = 0;

  #isAnew = false;
  #heeded: readonly number[] = [];

  /** Something was started that may be the store: it may know other tokens now, and what failed may go well. */
  suspectStore(elapsedMs: number): void {
    this.#isAnew = true;
    this.heedStore(elapsedMs);
  }

  /** At once, but so often in a minute at most: what starts and ends all the time is no store, and each new token restarts a service. */
  heedStore(elapsedMs: number): void {
    this.#heeded = this.#heeded.filter((atMs) => elapsedMs - atMs < minuteMs);
    if (!this.#isAnew || this.#heeded.length >= mostInMinute) return;
    this.#heeded = [...this.#heeded, elapsedMs];
    this.#isAnew = false;
    this.forgetLeases();
    this.tryAgain();
  }

  /** A store that was started anew may know other tokens. */
  forgetLeases(): void {
    this.leases.clear();
  }

  /** @returns what is known of a token, where that is recent enough not to ask the store */
  leaseOf(mark: string, elapsedMs: number): Lease | undefined {
    const known = this.leases.get(mark);
    const isOld = known?.is === "unknown" && elapsedMs >= (this.doubts.get(mark)?.untilMs ?? 0);
    return isOld ? undefined : known;
  }

  /** An answer lasts until something happens; none is asked for again, less and less often. */
  learn(mark: string, lease: Lease, elapsedMs: number): void {
    this.leases.set(mark, lease);
    if (lease.is !== "unknown") return void this.doubts.delete(mark);
    const failures = (this.doubts.get(mark)?.failures ?? 0) + 1;
    this.doubts.set(mark, { failures, untilMs: elapsedMs + backOffMs(failures) });
  }

  /** What there is to look at. Of all else nothing is kept, and nothing waited for. @param keys of faults */
  keepOnly(keys: ReadonlySet<string>, marks: ReadonlySet<string>): void {
    for (const kept of [this.faults, this.inHand, this.unproven])
      for (const key of kept.keys()) if (!keys.has(key)) kept.delete(key);
    for (const kept of [this.leases, this.doubts])
      for (const mark of kept.keys()) if (!marks.has(mark)) kept.delete(mark);
  }

  /** What failed may go well now; if it does not, the next wait is longer all the same. */
  tryAgain(): void {
    for (const [key, fault] of this.faults) this.faults.set(key, { ...fault, untilMs: 0 });
  }

  /** Ends of leases are times of a clock: where that was set, or the machine slept, they are asked for again. */
  heedClock(nowMs: number, elapsedMs: number): void {
    const offsetMs = nowMs - elapsedMs;
    if (this.offsetMs !== undefined && Math.abs(offsetMs - this.offsetMs) > toleratedMs) this.forgetLeases();
    this.offsetMs = offsetMs;
  }

  /** @returns false where this was the fault before: nobody needs to hear of it again */
  fail(key: string, what: string, remedy: string, elapsedMs: number): boolean {
    const before = this.faults.get(key);
    const failures = (before?.failures ?? 0) + 1;
    this.faults.set(key, { what, remedy, failures, untilMs: elapsedMs + backOffMs(failures) });
    return before?.what !== what;
  }

  did(service: string, did: WatchMemory["acts"][number]["did"], atMs: number): void {
    this.actions++;
    this.acts.push({ service, did, atMs });
    if (this.acts.length > mostActs) this.acts.shift();
  }
}

const mostActs = 100;
const minuteMs = 60_000;
/** A host that comes back starts its services within seconds of each other. */
const mostInMinute = 4;
/** A clock that is being corrected slowly moves by less between two looks. */
const toleratedMs = 2_000;
