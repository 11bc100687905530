import type { TokenPlace } from "../../model/token.ts";
import { chosenPlaces } from "./chosen-places.ts";
import { revokeStray } from "./delivered/clear-stray.ts";
import type { TokenTools } from "./token-tools.ts";

export interface Revoked {
  readonly service: string;
  /** Whether the store knows it no more. */
  readonly atStore: boolean;
  /** Where it does: when it ends by itself, as its file says; absent: it does not, or is not known. */
  readonly endsAtMs?: number;
  readonly removed: readonly string[];
}

/** Revoked at the store, taken from the service, and its secret deleted. The service goes on without one. */
export async function revokeTokens(
  services: readonly string[],
  tools: TokenTools,
  signal: AbortSignal,
): Promise<readonly Revoked[]> {
  const revoked: Revoked[] = [];
  for (const place of await chosenPlaces(services, tools.desk, signal)) {
    revoked.push(await revokeOne(place, tools, signal));
  }
  return revoked;
}

async function revokeOne(place: TokenPlace, { desk, clock, tell }: TokenTools, signal: AbortSignal): Promise<Revoked> {
  const began = clock.elapsed();
  const picked = await (await desk.sourceOf(place, signal))?.pick(place, signal);
  const token = picked?.is === "token" ? picked.token : undefined;
  const isRevoked = await (token?.revoke(signal) ?? Promise.resolve(false)).catch(() => {
    signal.throwIfAborted();
    return false;
  });
  // A file that has changed since holds another token: of the one that was delivered nobody has the bytes.
  const { mark = token?.seen.mark } = place.secret;
  const isIts = token?.seen.mark === mark;
  const atStore = isRevoked && isIts;
  await desk.withdraw(place, signal);
  const removed = await removeAll(place, { desk, clock }, signal);
  tell({ event: "done", what: `token of ${place.service} revoked`, tookMs: clock.elapsed() - began });
  const { leaseS = 0, madeAtMs = 0 } = isIts ? (token?.seen ?? {}) : {};
  const endsAtMs = !atStore && leaseS > 0 ? madeAtMs + leaseS * 1000 : undefined;
  return { service: place.service, atStore, removed, ...(endsAtMs !== undefined && { endsAtMs }) };
}

const tries = 60;
const lookMs = 500;

/** A secret is in use until the service's change has arrived. */
async function removeAll(
  { service, file }: TokenPlace,
  { desk, clock }: Pick<TokenTools, "desk" | "clock">,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (let left = tries; left > 0; left--) {
    const mine = (await desk.strays(signal)).filter((stray) => stray.service === service && stray.file === file);
    const kept: string[] = [];
    for (const stray of mine) {
      // What can be revoked later by nothing but its secret is kept for a watch.
      if (stray.hasAccessor && !(await revokeStray(stray, { desk }, signal))) kept.push(stray.secret);
      else if (await desk.remove(stray.secret, signal)) removed.push(stray.secret);
    }
    if (mine.every(({ secret }) => removed.includes(secret) || kept.includes(secret))) break;
    await clock.sleep(lookMs, signal);
  }
  return removed;
}
