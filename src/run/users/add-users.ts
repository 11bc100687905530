import { extraIdentity } from "../../harden/with-users.ts";
import type { ExtraUser } from "../../model/extra-user.ts";
import type { Problem } from "../../model/problem.ts";
import type { UserAdded } from "../../model/user-seen.ts";
import type { UserWish } from "../../model/user-wish.ts";
import { readUserRecords, type UserRecords } from "../../read/users/user-records.ts";
import { checkWishes } from "./check-names.ts";
import type { UserTarget } from "./user-target.ts";

/** @see readUserRecords */
export const recordsIn = (file: string, text: string): UserRecords => readUserRecords(file, text);

/**
 * Gives devices and people that stand in no compose file a user of their own; all of them, or none.
 * @param unread what is wrong with the lines that could not be read
 */
export async function addUsers(
  wishes: readonly UserWish[],
  unread: readonly Problem[],
  target: UserTarget,
  signal: AbortSignal,
): Promise<{ readonly problems: readonly Problem[] } | { readonly added: readonly UserAdded[] }> {
  const book = await target.book();
  const problems = [...unread, ...checkWishes(wishes, target, book)];
  if (problems.length > 0) return { problems };
  const users = wishes.map(
    ({ name, server, publish, subscribe }): ExtraUser => ({
      name,
      server: server ?? target.brokers[0] ?? "",
      publish: [...new Set(publish)],
      subscribe: [...new Set(subscribe)],
      sinceMs: target.clock.now(),
    }),
  );
  await target.apply({ ...book, users: [...book.users, ...users] }, [], signal);
  return {
    added: users.map((user) => ({
      name: user.name,
      server: user.server,
      passwordFile: target.passwordFile(extraIdentity(user)),
    })),
  };
}
