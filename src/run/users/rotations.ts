/** The book as pure values: what a rotation begins with, and what it ends with. */

import { extraIdentity } from "../../harden/with-users.ts";
import type { Identity } from "../../model/identity.ts";
import type { SecretRef } from "../../model/secret.ts";
import { type Turn, turnRef, type UserBook, type Way } from "../../model/user-book.ts";
import type { Rotating } from "./use.ts";
import type { UserTarget } from "./user-target.ts";

/** Everybody who may log in somewhere: from the stack, and added. An identity with several rights is named once. */
export function everybody({ identities }: Pick<UserTarget, "identities">, book: UserBook): readonly Identity[] {
  const all = [...identities, ...book.users.map(extraIdentity)];
  const seen = new Set<string>();
  return all.filter(({ secret }) => !seen.has(secret) && seen.add(secret));
}

/** Rotations that are not over. */
export function rotating(target: Pick<UserTarget, "identities">, book: UserBook): readonly Rotating[] {
  const turns = new Map(book.turns.map((turn) => [turn.secret, turn]));
  return everybody(target, book).flatMap((identity) => {
    const turn = turns.get(identity.secret);
    return turn?.former === undefined ? [] : [{ identity, turn: { ...turn, former: turn.former } }];
  });
}

export interface Changed {
  readonly book: UserBook;
  /** Passwords that count no longer. */
  readonly retired: readonly SecretRef[];
}

/** Gives each its next password; the one before counts on, where the server takes two. */
export function begun(
  whom: readonly Identity[],
  book: UserBook,
  wayOf: (identity: Identity) => Way,
  nowMs: number,
): Changed {
  const turns = new Map(book.turns.map((turn) => [turn.secret, turn]));
  const retired: SecretRef[] = [];
  for (const identity of whom) {
    const { secret } = identity;
    const before = turns.get(secret)?.current ?? 0;
    const turn: Turn = { secret, current: before + 1, sinceMs: nowMs };
    if (wayOf(identity) === "replaced") retired.push(turnRef(secret, before));
    turns.set(secret, wayOf(identity) === "replaced" ? turn : { ...turn, former: before });
  }
  return { book: { ...book, turns: [...turns.values()] }, retired };
}

/** Takes the former passwords away. */
export function finished(which: readonly Rotating[], book: UserBook): Changed {
  const over = new Map(which.map(({ turn }) => [turn.secret, turn]));
  const turns = book.turns.map((turn): Turn => {
    if (!over.has(turn.secret)) return turn;
    const { former: _gone, ...left } = turn;
    return left;
  });
  return {
    book: { ...book, turns },
    retired: [...over.values()].map(({ secret, former }) => turnRef(secret, former)),
  };
}
