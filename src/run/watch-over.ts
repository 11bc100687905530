import type { Prepared } from "./prepare.ts";
import { type SuperviseOptions, supervise } from "./supervise.ts";
import { stackUsers } from "./users/stack-users.ts";
import { tendRotations } from "./users/tend.ts";

/** Keeps a stack up, and ends the rotations of passwords that nobody waits for any more. Runs until the signal fires. */
export async function watchOver(
  stack: Prepared,
  options: Pick<SuperviseOptions, "clock" | "tell">,
  signal: AbortSignal,
): Promise<void> {
  const { engine, supervision } = stack.site;
  const { clock, tell } = options;
  const stop = new AbortController();
  const users = stackUsers(stack, clock, tell);
  const tending = tendRotations(users, supervision.lock, options, AbortSignal.any([signal, stop.signal]));
  try {
    await supervise(stack.wanted, { engine, clock, tell, isOurs: supervision.isOurs }, signal);
  } finally {
    stop.abort();
    await tending;
  }
}
