/** One look at all tokens of a stack, and what has to be done about each. Nothing is waited for: the next look sees what came of it. */
import { Fault } from "../../../model/fault.ts";
import type { HeldToken, Lease, StrayToken, TokenPlace, TokenReport, TokenSource } from "../../../model/token.ts";
import { growsNoMore } from "../../../plan/tokens/state.ts";
import { clearStray } from "../delivered/clear-stray.ts";
import { type Examined, examine } from "../examine.ts";
import { anew } from "../rotate-tokens.ts";
import type { TokenTools } from "../token-tools.ts";
import type { WatchMemory } from "./watch-memory.ts";

export interface Round {
  readonly reports: readonly TokenReport[];
  /** When something is due next, in milliseconds since the epoch; absent: nothing that is known. */
  readonly nextAtMs?: number;
}

export async function watchRound(tools: TokenTools, memory: WatchMemory, signal: AbortSignal): Promise<Round> {
  const due: number[] = [];
  memory.heedClock(tools.clock.now(), tools.clock.elapsed());
  memory.heedStore(tools.clock.elapsed());
  const places = await tools.desk.places(signal);
  memory.services = new Set(places.map(({ service }) => service));
  // All at once: a slow one must not cost another its lease.
  const [reports] = await Promise.all([
    Promise.all(
      places.map((place) => {
        return guarded(keyOf(place), place, tools, memory, signal, () => tend(place, tools, memory, due, signal));
      }),
    ),
    revokeReplaced(places, tools, memory, signal).catch(() => signal.throwIfAborted()),
  ]);
  const strays = await tools.desk.strays(signal);
  memory.keepOnly(
    new Set([...places.map(keyOf), ...strays.map(({ secret }) => secret)]),
    new Set(places.flatMap(({ secret }) => secret.mark ?? [])),
  );
  for (const stray of strays) {
    await guarded(stray.secret, stray, tools, memory, signal, () => clear(stray, places, tools, memory, signal));
  }
  const until = [...memory.faults.values(), ...memory.doubts.values()].map(
    ({ untilMs }) => tools.clock.now() + untilMs - tools.clock.elapsed(),
  );
  const nextAtMs = Math.min(...due, ...until);
  return { reports, ...(Number.isFinite(nextAtMs) && { nextAtMs }) };
}

/** What fails is left alone for a while, longer each time; all else goes on. */
async function guarded(
  key: string,
  { service, file }: Pick<TokenPlace, "service" | "file">,
  { clock, tell }: TokenTools,
  memory: WatchMemory,
  signal: AbortSignal,
  work: () => Promise<TokenReport>,
): Promise<TokenReport> {
  const before = memory.faults.get(key);
  const faulty = (what: string, remedy: string): TokenReport =>
    ({ service, file, runsOn: [], state: "faulty", fault: { what, remedy } }) as const;
  if (before && clock.elapsed() < before.untilMs) return faulty(before.what, before.remedy);
  try {
    const report = await work();
    if (report.state !== "faulty") {
      memory.faults.delete(key);
      return report;
    }
    const { what, remedy } = report.fault ?? { what: "", remedy: "" };
    if (memory.fail(key, what, remedy, clock.elapsed()))
      tell({ event: "failed", what: `token of ${service}`, why: what });
    return report;
  } catch (error) {
    signal.throwIfAborted();
    const what = error instanceof Error ? error.message : "it failed";
    const remedy = error instanceof Fault ? error.remedy : "It is tried again.";
    if (memory.fail(key, what, remedy, clock.elapsed()))
      tell({ event: "failed", what: `token of ${service}`, why: what });
    return faulty(what, remedy);
  }
}

async function tend(
  place: TokenPlace,
  tools: TokenTools,
  memory: WatchMemory,
  due: number[],
  signal: AbortSignal,
): Promise<TokenReport> {
  const began = tools.clock.elapsed();
  const tell = (did: keyof typeof words) => told(did, place, tools, memory, began);
  const look = () =>
    examine(place, tools.desk, ({ token }) => leaseOf(token, tools, memory, signal), tools.clock.now, signal);
  let seen = await look();
  if (seen.lease?.is === "valid") memory.unproven.delete(keyOf(place));
  const had = heed(seen, memory);
  if (seen.step === "renew" && seen.picked?.is === "token") {
    const { token } = seen.picked;
    const endedAtMs = seen.report.endsAtMs ?? 0;
    const lease = await token.renew(signal);
    memory.learn(token.seen.mark, lease, tools.clock.elapsed());
    if (lease.is === "unknown") return { ...seen.report, state: "faulty", fault: unrenewed(lease.why, seen) };
    if (lease.is === "valid") tell("renew");
    seen = await look();
    // A lease that grows no more, or was refused: only another token helps.
    if (seen.step === "renew" || growsNoMore(endedAtMs, lease, token.seen)) seen = { ...seen, step: "remake" };
  }
  if (seen.step === "deliver" && seen.picked?.is === "token" && (await isTooOld(seen.picked.token, tools, signal))) {
    seen = { ...seen, step: "remake" };
  }
  if (seen.step === "remake" && seen.source) {
    await remake(seen, seen.source, tools, memory, signal);
    tell("remake");
    // Each one restarts the service: what helps nothing is done less and less often.
    if (memory.unproven.has(keyOf(place))) return { ...seen.report, state: "faulty", fault: unproven(place) };
    memory.unproven.add(keyOf(place));
  } else if (seen.step === "deliver" && seen.picked?.is === "token") {
    const { token } = seen.picked;
    if (had && !had.isSame(token)) replace(place, had, tools, memory);
    await tools.desk.deliver(place, token, signal);
    memory.inHand.set(keyOf(place), token);
    tell("deliver");
  }
  if ("dueAtMs" in seen.state && seen.state.dueAtMs !== undefined) due.push(seen.state.dueAtMs);
  return seen.report;
}

/** One that has lain for a while is kept alive while its service starts with it. @returns whether the store refuses it already */
async function isTooOld(token: HeldToken, { clock }: TokenTools, signal: AbortSignal): Promise<boolean> {
  const { madeAtMs, leaseS, renewable } = token.seen;
  if (!renewable || clock.now() - madeAtMs <= (leaseS * 1000) / 3) return false;
  return (await token.renew(signal)).is === "refused";
}

async function remake(
  { place, picked }: Examined,
  source: TokenSource,
  tools: TokenTools,
  memory: WatchMemory,
  signal: AbortSignal,
): Promise<void> {
  const old = picked?.is === "token" ? picked.token : undefined;
  await source.remake(place, signal);
  const token = await anew(place, source, old?.seen.mark, tools, signal);
  // Before it is delivered: whatever fails then, nobody else would know of it.
  if (old && !old.isSame(token)) replace(place, old, tools, memory);
  await tools.desk.deliver(place, token, signal);
  memory.inHand.set(keyOf(place), token);
}

const replace = (place: TokenPlace, token: HeldToken, { clock }: TokenTools, memory: WatchMemory): void =>
  void memory.replaced.set(token.seen.mark, { place, token, sinceMs: clock.elapsed() });

/** @returns the token that the service has, where a look had it in hand */
function heed({ place, picked }: Examined, memory: WatchMemory): HeldToken | undefined {
  const { mark } = place.secret;
  if (picked?.is === "token" && picked.token.seen.mark === mark) memory.inHand.set(keyOf(place), picked.token);
  const had = memory.inHand.get(keyOf(place));
  return had?.seen.mark === mark ? had : undefined;
}

/**
 * The old one may be all that the service has until it runs with the new one; where the service is gone, nobody has it. One that the store will
 * not revoke ends with its lease.
 */
async function revokeReplaced(
  places: readonly TokenPlace[],
  { desk, clock }: TokenTools,
  memory: WatchMemory,
  signal: AbortSignal,
): Promise<void> {
  const mounted = new Set(places.map(({ secret }) => secret.mark));
  for (const [mark, { place, token, sinceMs }] of memory.replaced) {
    const now = places.find((one) => keyOf(one) === keyOf(place));
    if (mounted.has(mark) || (now && !(await desk.isSettled(now.service, now.secret.name, signal)).is)) continue;
    const isRevoked = await token.revoke(signal).catch(() => signal.throwIfAborted());
    const { leaseS } = token.seen;
    const hasEnded = leaseS > 0 && clock.elapsed() - sinceMs > leaseS * 1000;
    if (isRevoked || hasEnded) memory.replaced.delete(mark);
  }
}

const keyOf = ({ service, file }: Pick<TokenPlace, "service" | "file">): string => `${service} ${file}`;

async function leaseOf(
  token: HeldToken,
  { clock }: TokenTools,
  memory: WatchMemory,
  signal: AbortSignal,
): Promise<Lease> {
  const { mark } = token.seen;
  const known = memory.leaseOf(mark, clock.elapsed());
  if (known) return known;
  const lease = await token.lookUp(signal);
  memory.learn(mark, lease, clock.elapsed());
  return lease;
}

/** After so many failures a token whose service is gone, and of which nothing is noted, is left to end by itself. */
const mostFailures = 5;

async function clear(
  stray: StrayToken,
  places: readonly TokenPlace[],
  tools: TokenTools,
  memory: WatchMemory,
  signal: AbortSignal,
): Promise<TokenReport> {
  const { clock, tell } = tools;
  const { service, file } = stray;
  const report: TokenReport = { service, file, runsOn: [], state: "ended" };
  const hopeless = (memory.faults.get(stray.secret)?.failures ?? 0) >= mostFailures;
  const came = await clearStray(stray, places, tools, hopeless, signal);
  if (came === "revoked") {
    memory.did(service, "revoke", clock.now());
    const why = stray.serviceIsGone ? "it is gone" : "it has another one";
    tell({ event: "done", what: `token of ${service} revoked: ${why}`, tookMs: 0 });
  }
  return report;
}

const words = { deliver: "delivered", renew: "renewed", remake: "made anew and delivered" } as const;

function told(
  did: keyof typeof words,
  { service }: TokenPlace,
  { clock, tell }: TokenTools,
  memory: WatchMemory,
  began: number,
): void {
  memory.did(service, did, clock.now());
  tell({ event: "done", what: `token of ${service} ${words[did]}`, tookMs: clock.elapsed() - began });
}

const unproven = ({ service }: TokenPlace) => ({
  what: `each token that is made for ${service} is of no use to its store`,
  remedy: "See whether SECRETSTORE_HOST names the store that they are made for, and whether the clocks of both agree.",
});

const unrenewed = (why: string, { report }: Examined) => ({
  what: `the token of ${report.service} could not be renewed: ${why}`,
  remedy: "It is tried again. See whether the store runs, and is unsealed.",
});
