import type { Identity } from "./identity.ts";
import type { LoginSeen } from "./login-seen.ts";

/** What a person sees of a user; no secret in it. */
export interface UserSeen {
  readonly identity: Identity;
  /** The name that it logs in with now, where rotations alternate it. */
  readonly loginName?: string;
  /** When it was added, in milliseconds since the epoch; absent: it follows from the stack. */
  readonly sinceMs?: number;
  /** When its last rotation began. */
  readonly rotatedMs?: number;
  /** While it goes on: who uses the old password still. */
  readonly old?: {
    readonly isKnown: boolean;
    readonly usedBy: readonly LoginSeen[];
    readonly lately: readonly LoginSeen[];
    readonly moved: number;
  };
}

/** What became of a user that was added. */
export interface UserAdded {
  readonly name: string;
  readonly server: string;
  /** Where its password lies. */
  readonly passwordFile: string;
}

export interface UserRotated {
  /** As it logs in from now on. */
  readonly name: string;
  readonly server: string;
  /** Whether the old password is gone already. */
  readonly isOver: boolean;
  /** Where the new one lies. */
  readonly passwordFile: string;
  /** Clients that still use the old one. */
  readonly oldUsedBy: readonly LoginSeen[];
}
