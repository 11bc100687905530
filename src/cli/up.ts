import { showUnrunnable } from "../report/news/unrunnable.ts";
import { bringUp } from "../run/bring-up.ts";
import type { ComposeRequest } from "../run/load.ts";
import type { Prepared } from "../run/prepare.ts";
import { teardown } from "../run/teardown.ts";
import { watchOver } from "../run/watch-over.ts";
import { type ComposeOptions, composeRequest, surroundings } from "./compose-request.ts";
import { type Context, exit, sayProblems } from "./context.ts";
import { insideLines } from "./inside.ts";
import { namedBy } from "./named-by.ts";
import { prepared } from "./prepared.ts";
import { progress } from "./progress.ts";
import { verifyStack } from "./verify-stack.ts";

export interface UpOptions extends ComposeOptions {
  readonly detach?: boolean;
  readonly verify: boolean;
}

export async function up(options: UpOptions, context: Context): Promise<number> {
  const request = composeRequest(options, surroundings(context.tools));
  const stack = await prepared(request, context);
  if (!stack) return exit.badInput;
  const { screen, signal } = context;
  sayProblems(stack.problems, screen);
  const { site } = stack;
  // Let go of before we settle down to watch: another command may then take over.
  const lock = await site.supervision.lock(signal);
  const status = await settle(stack, request, options, context).finally(() => lock[Symbol.asyncDispose]());
  return options.detach ? status : await stayUp(stack, context, status);
}

/** Brings the stack up and proves it; whatever goes wrong, what ran before goes on being watched, and nothing half started is left. */
async function settle(stack: Prepared, request: ComposeRequest, options: UpOptions, context: Context): Promise<number> {
  const { screen, tools, signal } = context;
  const { site } = stack;
  const from = tools.clock.elapsed();
  const ranBefore = (await site.engine.observe(signal)).services.length > 0;
  await site.supervision.claim();
  const handToBackground = async (until: AbortSignal) => {
    // Let go first: whoever takes over would wait for us to leave.
    await site.supervision.release();
    await site.supervision.detach(["supervise", ...namedBy(request)], until);
  };
  try {
    const observed = await bringUp(stack, tools.clock, progress(screen), signal);
    if (stack.unrunnable.length > 0) screen.say(showUnrunnable(stack.unrunnable, { paint: screen.paint }));
    const style = { format: "text", verbose: false } as const;
    const status = options.verify ? await verifyStack(stack, observed, style, context, process.pid) : exit.done;
    const seconds = ((tools.clock.elapsed() - from) / 1000).toFixed(1);
    const outcome = !options.verify
      ? "Up"
      : status === exit.done
        ? "Up and verified"
        : "Up, but not all of it could be proven,";
    screen.say(`${outcome} after ${seconds} s.`);
    screen.say(insideLines(stack, request));
    if (options.detach) await handToBackground(signal);
    else screen.say("Running. Ctrl-C stops it; data and keys stay.");
    return status;
  } catch (error) {
    if (!ranBefore) await takeDown(stack, context);
    else {
      await handToBackground(new AbortController().signal);
      screen.say("What ran before is watched over in the background; `edgeward ps` shows what does not run.");
    }
    throw error;
  }
}

/** Watches until Ctrl-C, which takes the stack down, or until another process takes over. */
async function stayUp(stack: Prepared, context: Context, status: number): Promise<number> {
  const { tools, screen, signal, handOver } = context;
  const { supervision } = stack.site;
  const options = { clock: tools.clock, tell: progress(screen) };
  await watchOver(stack, options, AbortSignal.any([signal, handOver]));
  if (!signal.aborted) {
    screen.say("Another `edgeward` has taken over; this one leaves the services to it.");
    await supervision.release();
    return status;
  }
  await using _lock = await supervision.lock(new AbortController().signal);
  await takeDown(stack, context);
  return status;
}

async function takeDown(stack: Prepared, { tools, screen }: Context): Promise<void> {
  const untilDone = new AbortController().signal;
  await teardown(stack.site, { volumes: false, keys: false }, tools.clock, progress(screen), untilDone);
}
