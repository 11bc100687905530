import { showUsers, usersJson } from "../../report/news/users.ts";
import { listUsers } from "../../run/users/list-users.ts";
import { type Context, exit } from "../context.ts";
import { type UserOptions, withTarget } from "./target.ts";

/** `edgeward user ls`. */
export async function listAllUsers(options: UserOptions, context: Context): Promise<number> {
  const { screen, signal } = context;
  const { paint, width } = screen;
  const outcome = await withTarget(options, context, false, async (target) => {
    const users = await listUsers(target, signal);
    screen.out(options.format === "json" ? usersJson(users) : showUsers(users, { paint, width }));
    return exit.done;
  });
  return outcome ?? exit.badInput;
}
