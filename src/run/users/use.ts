/** Who still uses the password that a rotation is to take away. */
import type { Identity } from "../../model/identity.ts";
import type { LoginSeen } from "../../model/login-seen.ts";
import { type Turn, turnUser } from "../../model/user-book.ts";
import type { UserTarget } from "./user-target.ts";

export interface Use {
  /** False: nobody can say. */
  readonly isKnown: boolean;
  /** Connected with the old one, or awaited by a session that has not seen the new one, or back with the old one since the rotation began. */
  readonly holding: readonly LoginSeen[];
  /** Not there now, and last here with the old one, within a day. */
  readonly lately: readonly LoginSeen[];
  /** Clients that came with the new one. */
  readonly moved: number;
}

/** Whoever has not come for so long does not keep a rotation open; milliseconds. */
const lateMs = 24 * 3600 * 1000;

const unknown: Use = { isKnown: false, holding: [], lately: [], moved: 0 };

export interface Rotating {
  readonly identity: Identity;
  readonly turn: Turn & { readonly former: number };
}

/** In the order given. Each server is asked once. */
export async function usesOf(
  all: readonly Rotating[],
  target: UserTarget,
  signal: AbortSignal,
): Promise<readonly Use[]> {
  const servers = [...new Set(all.map(({ identity }) => identity.server))];
  const answers = new Map<string, ReadonlyMap<string, readonly LoginSeen[]> | undefined>();
  for (const server of servers) {
    const names = all.flatMap((one) => (one.identity.server === server ? namesOf(one, target) : []));
    const logins = await target.logins(server, [...new Set(names)], signal);
    answers.set(server, logins && byUser(logins));
  }
  return all.map((one) => {
    const answer = answers.get(one.identity.server);
    if (!answer) return unknown;
    return judged(
      one,
      namesOf(one, target).flatMap((name) => answer.get(name) ?? []),
      target,
    );
  });
}

function byUser(logins: readonly LoginSeen[]): ReadonlyMap<string, readonly LoginSeen[]> {
  const all = new Map<string, LoginSeen[]>();
  for (const login of logins) {
    const own = all.get(login.user);
    if (own) own.push(login);
    else all.set(login.user, [login]);
  }
  return all;
}

/** The name as it is now, then as it was. */
const namesOf = ({ identity, turn }: Rotating, { wayOf }: UserTarget): readonly string[] => {
  const way = wayOf(identity.server);
  return [...new Set([turn.current, turn.former].map((number) => turnUser(identity.user, number, way)))];
};

function judged(rotating: Rotating, logins: readonly LoginSeen[], target: UserTarget): Use {
  const { turn } = rotating;
  const [now, before = now] = namesOf(rotating, target);
  const isNew = ({ user, password }: LoginSeen) => user === now && (before !== now || password === 0);
  const old = logins.filter((one) => !isNew(one));
  const holds = ({ isConnected, isAwaited, atMs }: LoginSeen) =>
    isConnected || isAwaited || (atMs !== undefined && atMs >= turn.sinceMs);
  const sinceMs = target.clock.now() - lateMs;
  return {
    isKnown: true,
    holding: old.filter(holds),
    lately: old.filter((one) => !holds(one) && (one.atMs ?? 0) >= sinceMs),
    moved: logins.length - old.length,
  };
}

/** Whether a rotation may end by itself. */
export const isDone = ({ isKnown, holding, lately, moved }: Use): boolean =>
  isKnown && holding.length + lately.length === 0 && moved > 0;
