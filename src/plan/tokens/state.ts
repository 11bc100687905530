/**
 * What a token is in, and what is due. A pure decision on what was seen: whoever asks may have been started a moment ago.
 *
 *     waiting ── made ──→ undelivered ── deliver ──→ current ── 2/3 of the lease ──→ due ── renew ──→ current
 *                              ↑                        │                             │
 *                              └──── remade ←──────── ended ←── refused, or not renewed in time
 */
import type { Lease, TokenPlace, TokenSeen } from "../../model/token.ts";

export type TokenState =
  /** The source has none yet. */
  | { readonly is: "waiting" }
  /** The source has one that the service does not. */
  | { readonly is: "undelivered" }
  /** `dueAtMs` absent: it does not end, or nobody can renew it. */
  | { readonly is: "current"; readonly endsAtMs?: number; readonly dueAtMs?: number }
  | { readonly is: "due"; readonly endsAtMs: number }
  /** The store refuses it. */
  | { readonly is: "ended" }
  /** The store could not be asked, and its file is older than its lease: only a service that renews it itself keeps it alive. */
  | { readonly is: "in-doubt"; readonly endedAtMs: number };

export type TokenStep = "none" | "deliver" | "renew" | "remake";

export interface TokenFacts {
  readonly place: TokenPlace;
  /** What the source has. */
  readonly token?: TokenSeen;
  /** The last that the store said of it. */
  readonly lease?: Lease;
  readonly nowMs: number;
}

/** The part of a lease after which it is renewed: early enough that a store may be away for a while. */
const renewAfter = 2 / 3;

export function stateOf({ place, token, lease, nowMs }: TokenFacts): TokenState {
  if (!token) return { is: "waiting" };
  if (lease?.is === "refused") return { is: "ended" };
  if (place.secret.mark !== token.mark) return { is: "undelivered" };
  const endsAtMs = endOf(token, lease);
  if (endsAtMs === undefined) return { is: "current" };
  if (nowMs >= endsAtMs) return lease?.is === "valid" ? { is: "ended" } : { is: "in-doubt", endedAtMs: endsAtMs };
  const leaseS = lease?.is === "valid" ? (lease.grantedS ?? token.leaseS) : token.leaseS;
  const dueAtMs = endsAtMs - leaseS * 1000 * (1 - renewAfter);
  return nowMs >= dueAtMs ? { is: "due", endsAtMs } : { is: "current", endsAtMs, dueAtMs };
}

/** @returns undefined where it does not end. Without the store's word it is as its file says. */
function endOf(token: TokenSeen, lease: Lease | undefined): number | undefined {
  if (lease?.is === "valid") return lease.endsAtMs;
  return token.leaseS === 0 ? undefined : token.madeAtMs + token.leaseS * 1000;
}

/**
 * A renewal that moved the end by less than a tenth of the lease: the token is at its greatest lifetime, and only another one helps.
 * @param before its end when it was renewed, in milliseconds since the epoch
 */
export function growsNoMore(before: number, after: Lease, { leaseS }: TokenSeen): boolean {
  if (after.is !== "valid" || after.endsAtMs === undefined) return false;
  return after.endsAtMs - before < (after.grantedS ?? leaseS) * 100;
}

/** @param source `renewable`: of the token; one that is not is made anew instead. `onDemand`: it makes none unless it is asked */
export function stepFor(
  state: TokenState,
  source: { readonly renewable: boolean; readonly onDemand: boolean },
): TokenStep {
  switch (state.is) {
    case "waiting":
      return source.onDemand ? "remake" : "none";
    case "current":
      return "none";
    // The service that holds it may be renewing it: what works is not replaced on a guess. A renewal settles it.
    case "in-doubt":
      return "renew";
    case "undelivered":
      return "deliver";
    case "due":
      return source.renewable ? "renew" : "remake";
    case "ended":
      return "remake";
  }
}
