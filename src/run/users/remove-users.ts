import { extraIdentity } from "../../harden/with-users.ts";
import { Fault } from "../../model/fault.ts";
import { type Turn, turnRef } from "../../model/user-book.ts";
import type { UserTarget } from "./user-target.ts";

/** Takes users that were added away again: their sessions end at once. @throws Fault "bad-command-line" naming all that cannot be removed */
export async function removeUsers(names: readonly string[], target: UserTarget, signal: AbortSignal): Promise<void> {
  const book = await target.book();
  const known = new Map(book.users.map((user) => [user.name, user]));
  const wrong = [...new Set(names)].filter((name) => !known.has(name));
  if (wrong.length > 0) {
    const fixed = wrong.filter((name) => target.identities.some(({ user }) => user === name));
    const ours = fixed.length === 0 ? "" : ` ${fixed.join(", ")} follows from the stack itself.`;
    const remedy = `\`edgeward user ls\` names those that were added.${ours}`;
    throw new Fault("bad-command-line", `no user of these was added: ${wrong.join(", ")}`, remedy);
  }
  const gone = new Set(names);
  const secrets = new Set(names.flatMap((name) => known.get(name) ?? []).map((user) => extraIdentity(user).secret));
  const turns = new Map(book.turns.map((turn) => [turn.secret, turn]));
  const retired = [...secrets].flatMap((secret) => {
    const turn = turns.get(secret);
    return turn ? numbersOf(turn).map((number) => turnRef(secret, number)) : [secret];
  });
  const left = {
    ...book,
    users: book.users.filter(({ name }) => !gone.has(name)),
    turns: book.turns.filter(({ secret }) => !secrets.has(secret)),
  };
  await target.apply(left, retired, signal);
}

const numbersOf = ({ current, former }: Turn): readonly number[] =>
  former === undefined ? [current] : [current, former];
