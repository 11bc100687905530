import { turnUser } from "../../model/user-book.ts";
import type { UserSeen } from "../../model/user-seen.ts";
import { everybody, rotating } from "./rotations.ts";
import { usesOf } from "./use.ts";
import type { UserTarget } from "./user-target.ts";

export async function listUsers(target: UserTarget, signal: AbortSignal): Promise<readonly UserSeen[]> {
  const book = await target.book();
  const open = rotating(target, book);
  const uses = await usesOf(open, target, signal);
  const using = new Map(open.map(({ identity }, i) => [identity.secret, uses[i]]));
  const turns = new Map(book.turns.map((turn) => [turn.secret, turn]));
  const added = new Map(book.users.map(({ name, sinceMs }) => [name, sinceMs]));
  return everybody(target, book).map((identity): UserSeen => {
    const since = identity.owner === "outside" ? added.get(identity.user) : undefined;
    const turn = turns.get(identity.secret);
    const use = using.get(identity.secret);
    const loginName = turnUser(identity.user, turn?.current ?? 0, target.wayOf(identity.server));
    return {
      identity,
      ...(loginName !== identity.user && { loginName }),
      ...(since !== undefined && { sinceMs: since }),
      ...(turn && { rotatedMs: turn.sinceMs }),
      ...(use && { old: { isKnown: use.isKnown, usedBy: use.holding, lately: use.lately, moved: use.moved } }),
    };
  });
}
