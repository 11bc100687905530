import { Fault } from "../../model/fault.ts";
import { showRotated } from "../../report/news/users.ts";
import { finishRotations, rotateUsers, settleRotations } from "../../run/users/rotate-users.ts";
import { type Context, exit } from "../context.ts";
import { type UserOptions, withTarget } from "./target.ts";

export interface RotateOptions extends UserOptions {
  readonly all?: boolean;
  readonly finish?: boolean;
  readonly force?: boolean;
}

/** `edgeward user rotate`: begins, and with `--finish` ends, a rotation. */
export async function rotateTheseUsers(options: RotateOptions, context: Context, ...names: string[]): Promise<number> {
  const { all = false, finish = false, force = false } = options;
  if (all === names.length > 0)
    throw new Fault("bad-command-line", "whose password is to be rotated?", "Name users, or say --all.");
  if (force && !finish)
    throw new Fault("bad-command-line", "--force goes with --finish", "Say --finish --force, or leave it out.");
  const { screen, signal } = context;
  const whom = all ? undefined : names;
  const outcome = await withTarget(options, context, true, async (target) => {
    await settleRotations(target, signal);
    const news = finish ? await finishRotations(whom, force, target, signal) : await rotateUsers(whom, target, signal);
    screen.out(options.format === "json" ? JSON.stringify(news, undefined, 2) : showRotated(news));
    return exit.done;
  });
  return outcome ?? exit.badInput;
}
