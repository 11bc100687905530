/**
 * A secret store's tokens for services on other nodes. What is here may be shown: the bytes exist only behind `HeldToken`, in the hand of
 * whoever fetched them.
 */

/** Where a service waits for its token. */
export interface TokenPlace {
  /** As the compose file has it. */
  readonly service: string;
  /** Absolute path in its containers. */
  readonly file: string;
  readonly secret: {
    /** Of the swarm secret that is mounted there now. */
    readonly name: string;
    /** Of what we put into it; absent: somebody else's, such as the empty one that a stack is deployed with. */
    readonly mark?: string;
    /** Milliseconds since the epoch. */
    readonly madeAtMs?: number;
  };
  /** Host names of the nodes where a task of it runs with that secret. */
  readonly runsOn: readonly string[];
}

/** What is known of a token without asking the store. */
export interface TokenSeen {
  /** First digits of the SHA-256 of its file, hexadecimal: tells one token from another, and nothing else. */
  readonly mark: string;
  /** When its file was written, in milliseconds since the epoch of the clock there. */
  readonly madeAtMs: number;
  /** Seconds; 0: it does not end. */
  readonly leaseS: number;
  readonly renewable: boolean;
}

/** What the store says of a token. */
export type Lease =
  /** Absent: it does not end. */
  | {
      readonly is: "valid";
      readonly endsAtMs?: number;
      readonly renewable: boolean;
      /** Seconds that a renewal granted, where they are fewer than were asked for. */
      readonly grantedS?: number;
    }
  /** Ended, revoked, or of another store: it opens nothing. */
  | { readonly is: "refused" }
  | { readonly is: "unknown"; readonly why: string };

/** A token in somebody's hand. It shows no bytes, however it is printed. */
export interface HeldToken {
  readonly seen: TokenSeen;
  lookUp(signal: AbortSignal): Promise<Lease>;
  renew(signal: AbortSignal): Promise<Lease>;
  /** @returns whether the store has revoked it, or does not know it any more */
  revoke(signal: AbortSignal): Promise<boolean>;
  /** Whether the store knows both as one: a file may be written anew with the token that it had. */
  isSame(other: HeldToken): boolean;
}

export type Picked =
  | { readonly is: "token"; readonly token: HeldToken }
  /** Not made yet. */
  | { readonly is: "absent" }
  /** Its file cannot be understood, or its node is out of reach. Names no content. */
  | { readonly is: "faulty"; readonly what: string; readonly remedy: string };

/** Where a store's tokens come from: one file each in `src/engine/tokens/source`. */
export interface TokenSource {
  /** As `token ls` shows it. */
  readonly name: string;
  /** It makes a token when it is asked, and at no other time. */
  readonly onDemand: boolean;
  /** The token that the source has for this place now. */
  pick(place: TokenPlace, signal: AbortSignal): Promise<Picked>;
  /**
   * Has it make a new one; the next `pick` finds it.
   * @throws Fault "not-ready" where it can do that only by itself, with what to do
   */
  remake(place: TokenPlace, signal: AbortSignal): Promise<void>;
}

/** A token that outlived its service, as a swarm secret that nobody mounts. */
export interface StrayToken {
  readonly service: string;
  readonly file: string;
  readonly secret: string;
  readonly mark: string;
  /** Whether the service is gone; else it has another token by now. */
  readonly serviceIsGone: boolean;
  /** Its accessor is noted: it can be revoked for as long as the secret is there. Absent: it cannot, unless its file still has it. */
  readonly hasAccessor?: boolean;
  /** When the secret was made, in milliseconds since the epoch of the manager's clock; absent: unknown. */
  readonly madeAtMs?: number;
}

/** What is done with tokens of one stack on its swarm. */
export interface TokenDesk {
  readonly stack: string;
  places(signal: AbortSignal): Promise<readonly TokenPlace[]>;
  /** @returns undefined where no service of the stack makes tokens for that place */
  sourceOf(place: TokenPlace, signal: AbortSignal): Promise<TokenSource | undefined>;
  /**
   * Makes it a secret of its own and gives it to the service in place of the one before, in one update. Idempotent.
   * @returns name of the secret
   */
  deliver(place: TokenPlace, token: HeldToken, signal: AbortSignal): Promise<string>;
  /** One look: whether all tasks that should run do so with that secret; else what the newest one says, if anything. */
  isSettled(
    service: string,
    secret: string,
    signal: AbortSignal,
  ): Promise<{ readonly is: boolean; readonly says?: string }>;
  /** Takes the secret away from the service, which then starts without it. */
  withdraw(place: TokenPlace, signal: AbortSignal): Promise<void>;
  strays(signal: AbortSignal): Promise<readonly StrayToken[]>;
  /** To have it revoked. @returns undefined where its bytes are gone, and no accessor was noted */
  tokenOf(stray: StrayToken, signal: AbortSignal): Promise<HeldToken | undefined>;
  /** @returns false while a task still uses it */
  remove(secret: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Hears what happens to the stack's containers, until an engine goes away or the signal fires.
   * @param onNudge the service, without the stack's name; empty: something else, and once when it begins to hear
   */
  nudges(onNudge: (service: string) => void, signal: AbortSignal): Promise<void>;
}

/** What a watch, or `token ls`, says of one place. No secret is in it. */
export interface TokenReport {
  readonly service: string;
  readonly file: string;
  /** Where tokens for it come from; absent: from nowhere that we know. */
  readonly source?: string;
  readonly runsOn: readonly string[];
  /** Name of the swarm secret, where it is one of ours. */
  readonly secret?: string;
  readonly state: "waiting" | "undelivered" | "current" | "due" | "ended" | "in-doubt" | "no-source" | "faulty";
  /** Milliseconds since the epoch. */
  readonly endsAtMs?: number;
  readonly renewable?: boolean;
  /** What is wrong, and what to do. */
  readonly fault?: { readonly what: string; readonly remedy: string };
}

/** Whether nothing is wrong: a token that is on its way, or about to be renewed, is well. */
export const isWell = ({ state }: TokenReport): boolean => ["waiting", "undelivered", "current", "due"].includes(state);
