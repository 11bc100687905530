/**
 * A fake of a stack's tokens on its swarm, for faults and times that the real one does not give on demand. Its clock is the test's; what was
 * asked of it is counted.
 */
import type { HeldToken, Lease, Picked, StrayToken, TokenDesk, TokenPlace, TokenSeen } from "../../../model/token.ts";
import type { Clock } from "../../clock.ts";
import { aClock } from "../../testing/clock.ts";

interface Kept {
  readonly seen: TokenSeen;
  endsAtMs: number;
  revoked: boolean;
}

export function aDesk(
  options: {
    /** The store's, and the watch's unless it has one of its own. */
    readonly clock?: Clock;
    readonly leaseS?: number;
    readonly renewable?: boolean;
    /** How whoever asks the store reads its own clock. */
    readonly nowMs?: () => number;
  } = {},
) {
  const { clock = aClock(), leaseS = 60, renewable = true } = options;
  const nowMs = options.nowMs ?? clock.now;
  const calls: string[] = [];
  const tokens = new Map<string, Kept>();
  const heard: ((service: string) => void)[] = [];
  const goneAway: (() => void)[] = [];
  const state = {
    /** Of the token that the source has, if it has one. */
    at: undefined as string | undefined,
    mounted: undefined as string | undefined,
    gone: false,
    settled: true,
    storeIsAway: false,
    revokes: true,
    grows: true,
    /** What is made anew is the same token in another file. */
    rewrites: false,
    deliveries: true,
    managerIsAway: false,
    strays: [] as StrayToken[],
    faulty: undefined as Extract<Picked, { is: "faulty" }> | undefined,
    /** Whether it makes one when it is asked. */
    remakes: true,
  };
  const make = () => {
    const mark = `mark${tokens.size + 1}`;
    const seen = { mark, madeAtMs: clock.now(), leaseS, renewable };
    tokens.set(mark, { seen, endsAtMs: clock.now() + leaseS * 1000, revoked: false });
    state.at = mark;
    return mark;
  };
  const leaseOf = (kept: Kept): Lease => {
    if (state.storeIsAway) return { is: "unknown", why: "sealed" };
    if (kept.revoked || clock.now() >= kept.endsAtMs) return { is: "refused" };
    return { is: "valid", renewable, endsAtMs: nowMs() + kept.endsAtMs - clock.now() };
  };
  const held = (kept: Kept): HeldToken => ({
    seen: kept.seen,
    async lookUp() {
      calls.push(`look up ${kept.seen.mark}`);
      return leaseOf(kept);
    },
    async renew() {
      calls.push(`renew ${kept.seen.mark}`);
      const lease = leaseOf(kept);
      if (lease.is !== "valid") return lease;
      if (state.grows) kept.endsAtMs = clock.now() + leaseS * 1000;
      return leaseOf(kept);
    },
    async revoke() {
      calls.push(`revoke ${kept.seen.mark}`);
      if (state.storeIsAway) throw new Error("the store is away");
      if (!state.revokes) return false;
      kept.revoked = true;
      return true;
    },
    isSame: (other) => state.rewrites || other.seen.mark === kept.seen.mark,
  });
  const keptOf = (mark: string | undefined) => (mark === undefined ? undefined : tokens.get(mark));
  const desk: TokenDesk = {
    stack: "plant",
    async places() {
      calls.push("places");
      if (state.managerIsAway) throw new Error("the manager is away");
      if (state.gone) return [];
      const secret = { name: state.mounted ?? "placeholder", ...(state.mounted && { mark: state.mounted }) };
      return [
        {
          service: "device",
          file: "/tmp/edgex/secrets/device/secrets-token.json",
          secret,
          runsOn: [],
        } satisfies TokenPlace,
      ];
    },
    sourceOf: async () => ({
      name: "file",
      onDemand: false,
      async pick(): Promise<Picked> {
        calls.push("pick");
        const kept = keptOf(state.at);
        return state.faulty ?? (kept ? { is: "token", token: held(kept) } : { is: "absent" });
      },
      async remake() {
        calls.push("remake");
        if (!state.remakes) throw new Error("no single token is made anew");
        make();
      },
    }),
    async deliver(_place, token) {
      calls.push(`deliver ${token.seen.mark}`);
      if (!state.deliveries) throw new Error("the manager is away");
      state.mounted = token.seen.mark;
      return token.seen.mark;
    },
    isSettled: async () => ({ is: state.settled }),
    withdraw: async () => {
      calls.push("withdraw");
      state.gone = true;
    },
    strays: async () => state.strays,
    tokenOf: async ({ mark }) => {
      const kept = keptOf(mark);
      return kept && held(kept);
    },
    async remove(secret) {
      calls.push(`remove ${secret}`);
      state.strays = state.strays.filter((stray) => stray.secret !== secret);
      return true;
    },
    nudges: (onNudge, signal) =>
      new Promise((_resolve, reject) => {
        heard.push(onNudge);
        goneAway.push(() => reject(new Error("the engine has gone away")));
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
  };
  const tools = { clock, desk, swarm: "swarm", tell: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  return {
    desk,
    tools,
    calls,
    state,
    make,
    nudge: (service: string) => {
      for (const hear of heard) hear(service);
    },
    /** Whoever listens to the engines hears nothing any more. */
    goAway: () => {
      for (const go of goneAway.splice(0)) go();
      heard.length = 0;
    },
    revokeAtStore: (mark: string) => {
      const kept = tokens.get(mark);
      if (kept) kept.revoked = true;
    },
    /** What was done, without what only looks. */
    acts: () => calls.filter((call) => !/^(places|pick|look up)/.test(call)),
  };
}
