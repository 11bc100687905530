import { removeUsers } from "../../run/users/remove-users.ts";
import { type Context, exit } from "../context.ts";
import { type UserOptions, withTarget } from "./target.ts";

/** `edgeward user rm`. */
export async function removeTheseUsers(options: UserOptions, context: Context, ...names: string[]): Promise<number> {
  const { screen, signal } = context;
  const outcome = await withTarget(options, context, true, async (target) => {
    await removeUsers(names, target, signal);
    screen.out(options.format === "json" ? JSON.stringify({ removed: names }) : `Removed: ${names.join(", ")}.`);
    return exit.done;
  });
  return outcome ?? exit.badInput;
}
