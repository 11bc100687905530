/**
 * New passwords without an outage: the old and the new one count until everybody has moved, then the old one is gone.
 * Invariant: whatever is interrupted, the book says how far it came, and running any of these again goes on from there.
 */
import { Fault } from "../../model/fault.ts";
import type { Identity } from "../../model/identity.ts";
import type { LoginSeen } from "../../model/login-seen.ts";
import { turnUser } from "../../model/user-book.ts";
import type { UserRotated } from "../../model/user-seen.ts";
import { begun, everybody, finished, rotating } from "./rotations.ts";
import { isDone, type Rotating, type Use, usesOf } from "./use.ts";
import type { UserTarget } from "./user-target.ts";

/** Our own services come back at once; milliseconds. */
const movedMs = 20_000;
const lookAgainMs = 50;

/**
 * Gives each of these users a new password. Those whose clients we run are moved and done with; the others go on until theirs have moved.
 * One that is in the middle of a rotation goes on with it.
 * @param names of users; undefined: everybody
 * @throws Fault "bad-command-line" naming all that are no users; "not-ready" when a service of ours does not come back
 */
export async function rotateUsers(
  names: readonly string[] | undefined,
  target: UserTarget,
  signal: AbortSignal,
): Promise<readonly UserRotated[]> {
  const before = await target.book();
  const asked = named(names, everybody(target, before));
  const fixed = asked.flatMap((one) => target.fixed(one) ?? []);
  const [why] = fixed;
  if (names !== undefined && why !== undefined)
    throw new Fault(
      "bad-command-line",
      [...new Set(fixed)].join("; "),
      "Leave them out; nobody's password was rotated.",
    );
  const whom = asked.filter((one) => target.fixed(one) === undefined);
  const going = new Set(rotating(target, before).map(({ identity }) => identity.secret));
  const fresh = whom.filter(({ secret }) => !going.has(secret));
  const { book, retired } = begun(fresh, before, ({ server }) => target.wayOf(server), target.clock.now());
  await target.apply(book, retired, signal);
  await moveOurs(whom, target, signal);
  return tidings(whom, target, signal);
}

/** Ends rotations that nobody waits for any more, and those of our own services. @returns names of those that ended */
export async function settleRotations(target: UserTarget, signal: AbortSignal): Promise<readonly string[]> {
  const book = await target.book();
  const all = rotating(target, book);
  const isOver = ({ identity }: Rotating, use: Use | undefined) =>
    use !== undefined && (target.isOurs(identity) ? haveMoved(use) : isDone(use));
  const before = await usesOf(all, target, signal);
  if (!all.some((one, i) => target.isOurs(one.identity) || isOver(one, before[i]))) return [];
  // An interrupted command may have told neither them nor their server, which then takes the old password for the only one.
  await target.apply(book, [], signal);
  const uses = await usesOf(all, target, signal);
  const over = all.filter((one, i) => isOver(one, uses[i]));
  await end(over, target, signal);
  return over.map(({ identity }) => identity.user);
}

/**
 * Takes the old passwords away.
 * @param isForced also those that are in use
 * @throws Fault "not-ready" naming the clients that use an old one still; nothing is taken away then
 */
export async function finishRotations(
  names: readonly string[] | undefined,
  isForced: boolean,
  target: UserTarget,
  signal: AbortSignal,
): Promise<readonly UserRotated[]> {
  const book = await target.book();
  const whom = named(names, everybody(target, book));
  const secrets = new Set(whom.map(({ secret }) => secret));
  const open = rotating(target, book).filter(({ identity }) => secrets.has(identity.secret));
  // An interrupted command may not have handed the new one over yet: before that the old one does not go.
  if (open.length > 0) await target.apply(book, [], signal);
  const uses = await usesOf(open, target, signal);
  const inUse = open.flatMap(({ identity }, i) => {
    const { holding = [] } = uses[i] ?? {};
    return holding.length === 0 ? [] : [`${identity.user} at ${identity.server} (${clientsOf(holding)})`];
  });
  if (inUse.length > 0 && !isForced) {
    throw new Fault(
      "not-ready",
      `the old password is still in use: ${inUse.join("; ")}`,
      "Give these clients the new password, or end their sessions with --force.",
    );
  }
  // Also when none is open: what an interrupted command has left is mended.
  const over = finished(open, book);
  await target.apply(over.book, over.retired, signal);
  return tidings(whom, target, signal);
}

const shownClients = 5;

function clientsOf(logins: readonly LoginSeen[]): string {
  const shown = logins.slice(0, shownClients).map(({ client }) => client);
  const more = logins.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}

async function moveOurs(whom: readonly Identity[], target: UserTarget, signal: AbortSignal): Promise<void> {
  const { clock } = target;
  const ours = new Set(whom.filter((one) => target.isOurs(one)).map(({ secret }) => secret));
  const mine = rotating(target, await target.book()).filter(({ identity }) => ours.has(identity.secret));
  if (mine.length === 0) return;
  const deadline = clock.elapsed() + movedMs;
  for (;;) {
    const uses = await usesOf(mine, target, signal);
    const late = mine.filter((_, i) => !haveMoved(uses[i]));
    if (late.length === 0) break;
    if (clock.elapsed() > deadline) {
      throw new Fault(
        "not-ready",
        `not back with its new password in time: ${late.map(({ identity }) => identity.user).join(", ")}; the old one still counts`,
        "See `edgeward ps` and `edgeward logs`; then run this again, which goes on from here.",
      );
    }
    await clock.sleep(lookAgainMs, signal);
  }
  await end(mine, target, signal);
}

/** A service of ours has one client, which comes back whatever it does: what counts is that none is there with the old one. */
const haveMoved = (use: Use | undefined): boolean =>
  use === undefined || !use.isKnown || use.holding.every(({ isConnected, isAwaited }) => !isConnected && !isAwaited);

async function end(which: readonly Rotating[], target: UserTarget, signal: AbortSignal): Promise<void> {
  if (which.length === 0) return;
  const { book, retired } = finished(which, await target.book());
  await target.apply(book, retired, signal);
}

async function tidings(
  whom: readonly Identity[],
  target: UserTarget,
  signal: AbortSignal,
): Promise<readonly UserRotated[]> {
  const book = await target.book();
  const numbers = new Map(book.turns.map(({ secret, current }) => [secret, current]));
  const open = rotating(target, book);
  const uses = await usesOf(open, target, signal);
  const bySecret = new Map(open.map(({ identity }, i) => [identity.secret, uses[i]]));
  return whom.map((identity) => ({
    name: turnUser(identity.user, numbers.get(identity.secret) ?? 0, target.wayOf(identity.server)),
    server: identity.server,
    isOver: !bySecret.has(identity.secret),
    passwordFile: target.passwordFile(identity),
    oldUsedBy: bySecret.get(identity.secret)?.holding ?? [],
  }));
}

function named(names: readonly string[] | undefined, all: readonly Identity[]): readonly Identity[] {
  if (names === undefined) return all;
  const wanted = new Set(names);
  const found = all.filter(({ user }) => wanted.has(user));
  const known = new Set(found.map(({ user }) => user));
  const missing = [...wanted].filter((name) => !known.has(name));
  if (missing.length === 0) return found;
  throw new Fault("bad-command-line", `no such user: ${missing.join(", ")}`, "`edgeward user ls` names them all.");
}
