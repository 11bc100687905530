/**
 * Secrets of ours that no service mounts any more, and the tokens in them. They are what a delivery leaves behind when it is done, and when
 * it was killed: so nothing here is remembered, and all of it is safe to begin again.
 */
import { Fault } from "../../../model/fault.ts";
import type { StrayToken, TokenPlace } from "../../../model/token.ts";
import type { TokenTools } from "../token-tools.ts";

/** Somebody else may be between making a secret and mounting it: another watch, or a person's command. */
const freshMs = 30_000;

/**
 * Revokes what can be revoked, and then deletes the secret. As long as the service may still run with it, and as long as it is so new that
 * somebody may be about to mount it, it stays.
 * @param hopeless the store was asked often enough about a token that ends by itself
 * @throws Fault "not-ready" when the store did not revoke it; the secret is there still
 */
export async function clearStray(
  stray: StrayToken,
  places: readonly TokenPlace[],
  { desk, clock }: Pick<TokenTools, "desk" | "clock">,
  hopeless: boolean,
  signal: AbortSignal,
): Promise<"left" | "removed" | "revoked"> {
  if (stray.madeAtMs !== undefined && Math.abs(clock.now() - stray.madeAtMs) < freshMs) return "left";
  const place = places.find(({ service, file }) => service === stray.service && file === stray.file);
  if (place && !(await desk.isSettled(place.service, place.secret.name, signal)).is) return "left";
  const isRevoked = await revokeStray(stray, { desk }, signal);
  if (!isRevoked && (stray.hasAccessor || !hopeless)) throw unrevoked(stray);
  const isGone = await desk.remove(stray.secret, signal);
  if (!isGone) return "left";
  return mayBeRevoked(stray) ? "revoked" : "removed";
}

/** Of a service that has another token, what has no accessor may be that other one: the file is the same. */
const mayBeRevoked = ({ serviceIsGone, hasAccessor }: StrayToken): boolean => serviceIsGone || hasAccessor === true;

/** @returns whether nothing of it lives, as far as anybody can know */
export async function revokeStray(
  stray: StrayToken,
  { desk }: Pick<TokenTools, "desk">,
  signal: AbortSignal,
): Promise<boolean> {
  if (!mayBeRevoked(stray)) return true;
  try {
    const token = await desk.tokenOf(stray, signal);
    // What nobody has any more cannot be revoked, and needs not be; what has an accessor waits for who may use it.
    if (!token) return !stray.hasAccessor;
    return await token.revoke(signal);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

function unrevoked({ service, serviceIsGone, hasAccessor }: StrayToken): Fault {
  const which = serviceIsGone ? `the token of ${service}, which is gone` : `a former token of ${service}`;
  const remedy = hasAccessor
    ? "It is tried again, with the token in --store-token: without that nobody can revoke it."
    : "It is tried again.";
  return new Fault("not-ready", `the store has not revoked ${which}`, remedy);
}
