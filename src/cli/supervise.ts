import { teardown } from "../run/teardown.ts";
import { watchOver } from "../run/watch-over.ts";
import { type ComposeOptions, composeRequest, surroundings } from "./compose-request.ts";
import { type Context, exit } from "./context.ts";
import { prepared } from "./prepared.ts";
import { progress } from "./progress.ts";

/** Takes over from `up -d`: what ends is started again; SIGTERM takes the stack down. */
export async function superviseRunning(options: ComposeOptions, context: Context): Promise<number> {
  const stack = await prepared(composeRequest(options, surroundings(context.tools)), context);
  if (!stack) return exit.badInput;
  const { tools, screen, signal, handOver } = context;
  const tell = progress(screen);
  const { supervision } = stack.site;
  if (!(await supervision.claimIfNext())) return exit.notDone;
  await watchOver(stack, { clock: tools.clock, tell }, AbortSignal.any([signal, handOver]));
  if (!signal.aborted) {
    await supervision.release();
    return exit.done;
  }
  const untilDone = new AbortController().signal;
  await using _lock = await supervision.lock(untilDone);
  await teardown(stack.site, { volumes: false, keys: false }, tools.clock, tell, untilDone);
  return exit.done;
}
