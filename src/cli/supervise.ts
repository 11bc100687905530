import { supervise } from "../run/supervise.ts";
import { teardown } from "../run/teardown.ts";
import { type ComposeOptions, composeRequest } from "./compose-request.ts";
import { type Context, exit, prepared } from "./context.ts";
import { progress } from "./progress.ts";

/** Takes over from `up -d`: what ends is started again; SIGTERM takes the stack down. */
export async function superviseRunning(options: ComposeOptions, context: Context): Promise<number> {
  const stack = await prepared(composeRequest(options), context);
  if (!stack) return exit.badInput;
  const { tools, screen, signal, handOver } = context;
  const tell = progress(screen);
  await stack.site.supervision.claim();
  await supervise(
    stack.wanted,
    { engine: stack.site.engine, clock: tools.clock, tell },
    AbortSignal.any([signal, handOver]),
  );
  if (handOver.aborted) await stack.site.supervision.release();
  else await teardown(stack.site, { volumes: false, keys: false }, tools.clock, tell, new AbortController().signal);
  return exit.done;
}
