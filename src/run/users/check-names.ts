/** What is wrong with users that a person wants to add: all of it at once. */
import type { Problem } from "../../model/problem.ts";
import { isTopicFilter } from "../../model/topic.ts";
import { secondName, type UserBook } from "../../model/user-book.ts";
import type { UserWish } from "../../model/user-wish.ts";
import type { UserTarget } from "./user-target.ts";

/** A directory is named after it, and a file name has 255 bytes at the most. */
const longestName = 128;

export function checkWishes(
  wishes: readonly UserWish[],
  target: Pick<UserTarget, "brokers" | "identities" | "taken">,
  book: UserBook,
): readonly Problem[] {
  const { brokers } = target;
  const fromStack = new Set([...target.identities.map(({ user }) => user), ...target.taken]);
  const added = new Set(book.users.map(({ name }) => name));
  const asked = new Set<string>();
  return wishes.flatMap((wish) => {
    const { name, publish, subscribe, server, at } = wish;
    const problems: Problem[] = [];
    const wrong = (code: string, what: string, remedy: string) =>
      problems.push({ severity: "error", code, at, what, remedy });
    if (!/^[A-Za-z0-9._-]+$/.test(name) || /^\.+$/.test(name) || name.length > longestName)
      wrong(
        "bad-user-name",
        `${JSON.stringify(name)} is no name for a user`,
        `Use letters, digits, . _ and -, ${longestName} at the most.`,
      );
    else if (name.endsWith(secondName))
      wrong("bad-user-name", `${name} ends with ${secondName}, which is kept for rotations`, "Choose another name.");
    else if (fromStack.has(name)) wrong("user-exists", `${name} is a user already`, "Choose another name.");
    else if (added.has(name))
      wrong("user-exists", `${name} was added before`, "Choose another name, or remove it first: `edgeward user rm`.");
    else if (asked.has(name)) wrong("user-exists", `${name} is asked for twice`, "Ask for it once.");
    asked.add(name);
    if (publish.length + subscribe.length === 0)
      wrong("no-rights", `${name} would have no rights`, "Say what it may: --publish FILTER, --subscribe FILTER.");
    for (const filter of [...publish, ...subscribe])
      if (!isTopicFilter(filter) || /\p{Cc}|^\s|\s$/u.test(filter))
        wrong(
          "bad-topic-filter",
          `${JSON.stringify(filter)} is no topic filter`,
          "`+` takes a whole level, `#` stands alone and last (MQTT 3.1.1, section 4.7).",
        );
    for (const filter of publish)
      if (filter.startsWith("$"))
        wrong(
          "bad-topic-filter",
          `${filter}: topics that begin with $ are the broker's own`,
          "Take another topic to publish to.",
        );
    if (brokers.length === 0)
      wrong("no-broker", "there is no broker here", "Users are added at a broker: the stack has to have one.");
    else if (server === undefined && brokers.length > 1)
      wrong(
        "which-broker",
        `which broker is ${name} to be a user of?`,
        `Say --broker ${brokers.join(" or --broker ")}.`,
      );
    else if (server !== undefined && !brokers.some((one) => one === server))
      wrong("no-broker", `there is no broker ${server}`, `There is ${brokers.join(", ")}.`);
    return problems;
  });
}
