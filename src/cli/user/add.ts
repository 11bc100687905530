import { Fault } from "../../model/fault.ts";
import type { UserWish } from "../../model/user-wish.ts";
import { problemsJson } from "../../report/news/problems.ts";
import { showAdded } from "../../report/news/users.ts";
import { addUsers, recordsIn } from "../../run/users/add-users.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { type UserOptions, withTarget } from "./target.ts";

export interface AddOptions extends UserOptions {
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
  readonly broker?: string;
  readonly from?: string;
}

/** `edgeward user add`: passwords go into files for the person to hand over, never onto the screen. */
export async function addTheseUsers(options: AddOptions, context: Context, ...names: string[]): Promise<number> {
  const { tools, screen, signal } = context;
  const { from } = options;
  if (from === undefined && names.length === 0)
    throw new Fault("bad-command-line", "who is to be added?", "Name users, or a file of them with --from.");
  const text = from === undefined ? undefined : await tools.readText(from);
  if (from !== undefined && text === undefined)
    throw new Fault("unreadable-file", `${from} is not there or cannot be read`, "Name another file with --from.");
  const read = recordsIn(from ?? "", text ?? "");
  const wishes = [
    ...names.map((name, i) => wishOf(name, i, options)),
    ...read.wishes.map((one) => completed(one, options)),
  ];
  const refused = (problems: Parameters<typeof sayProblems>[0]) => {
    if (options.format === "json") screen.out(problemsJson(problems));
    sayProblems(problems, screen);
    return exit.badInput;
  };
  const outcome = await withTarget(options, context, true, async (target) => {
    const tried = await addUsers(wishes, read.problems, target, signal);
    if ("problems" in tried) return refused(tried.problems);
    screen.out(options.format === "json" ? JSON.stringify(tried.added, undefined, 2) : showAdded(tried.added));
    return exit.done;
  });
  return outcome ?? exit.badInput;
}

/** What stands on a command line has its word's number for a column. */
const wishOf = (name: string, i: number, options: AddOptions): UserWish =>
  completed({ name, publish: [], subscribe: [], at: { file: "command line", line: 1, column: i + 1 } }, options);

/** What a line does not say, the command line does. */
function completed(wish: UserWish, { publish = [], subscribe = [], broker }: AddOptions): UserWish {
  const isBare = wish.publish.length + wish.subscribe.length === 0;
  const filled = (filters: readonly string[]) => filters.map((filter) => filter.replaceAll("%u", wish.name));
  const server = wish.server ?? broker;
  return {
    ...wish,
    publish: filled(isBare ? publish : wish.publish),
    subscribe: filled(isBare ? subscribe : wish.subscribe),
    ...(server !== undefined && { server }),
  };
}
