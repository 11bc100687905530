import type { TokenDesk } from "../../model/token.ts";
import type { Clock } from "../clock.ts";
import type { Tell } from "../tell.ts";

/** What the loops over tokens are handed by `wire-tokens.ts`. */
export interface TokenTools extends AsyncDisposable {
  readonly clock: Clock;
  readonly tell: Tell;
  readonly desk: TokenDesk;
  /** Its id. */
  readonly swarm: string;
}

/** What a stack's tokens are looked at with. */
interface TokenRequest {
  readonly stack: string;
  /** Address of a manager, as a person gives it; absent: whatever the docker command line would ask. */
  readonly host?: string;
  /** A token that may make others; absent: the stack's own service makes them. */
  readonly storeToken?: string;
  /** PEM, for a store with TLS. */
  readonly storeCa?: string;
}

export type OpenTokens = (request: TokenRequest, signal: AbortSignal) => Promise<TokenTools>;
