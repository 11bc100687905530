import { showUnrunnable } from "../report/news/unrunnable.ts";
import { bringUp } from "../run/bring-up.ts";
import type { Prepared } from "../run/prepare.ts";
import { supervise } from "../run/supervise.ts";
import { teardown } from "../run/teardown.ts";
import { type ComposeOptions, composeRequest } from "./compose-request.ts";
import { type Context, exit, prepared, sayProblems } from "./context.ts";
import { insideLines } from "./inside.ts";
import { progress } from "./progress.ts";
import { verifyStack } from "./verify-stack.ts";

export interface UpOptions extends ComposeOptions {
  readonly detach?: boolean;
  readonly verify: boolean;
}

export async function up(options: UpOptions, context: Context): Promise<number> {
  const request = composeRequest(options);
  const stack = await prepared(request, context);
  if (!stack) return exit.badInput;
  const { screen, tools, signal } = context;
  sayProblems(stack.problems, screen);
  const from = tools.clock.elapsed();
  const { site } = stack;
  const ranBefore = (await site.engine.observe(signal)).services.length > 0;
  await site.supervision.claim();
  try {
    const observed = await bringUp(stack, tools.clock, progress(screen), signal);
    if (stack.unrunnable.length > 0) screen.say(showUnrunnable(stack.unrunnable, { paint: screen.paint }));
    const status = options.verify
      ? await verifyStack(stack, observed, { format: "text", verbose: false }, context, process.pid)
      : exit.done;
    const seconds = ((tools.clock.elapsed() - from) / 1000).toFixed(1);
    const outcome = !options.verify
      ? "Up"
      : status === exit.done
        ? "Up and verified"
        : "Up, but not all of it could be proven,";
    screen.say(`${outcome} after ${seconds} s.`);
    screen.say(insideLines(stack, request.files));
    if (options.detach) {
      // Let go first: whoever takes over would wait for us to leave.
      await site.supervision.release();
      await site.supervision.detach(superviseLine(options, request.files), signal);
      return status;
    }
    screen.say("Running. Ctrl-C stops it; data and keys stay.");
    return await stayUp(stack, context, status);
  } catch (error) {
    // A stack that did not come up leaves nothing behind; one that ran before goes on as it was.
    if (!ranBefore) await takeDown(stack, context);
    throw error;
  }
}

/** Watches until Ctrl-C, which takes the stack down, or until another process takes over. */
async function stayUp(stack: Prepared, context: Context, status: number): Promise<number> {
  const { tools, screen, signal, handOver } = context;
  const options = { engine: stack.site.engine, clock: tools.clock, tell: progress(screen) };
  await supervise(stack.wanted, options, AbortSignal.any([signal, handOver]));
  if (handOver.aborted) {
    screen.say("Another `edgeward` has taken over; this one leaves the services to it.");
    await stack.site.supervision.release();
    return status;
  }
  await takeDown(stack, context);
  return status;
}

async function takeDown(stack: Prepared, { tools, screen }: Context): Promise<void> {
  const untilDone = new AbortController().signal;
  await teardown(stack.site, { volumes: false, keys: false }, tools.clock, progress(screen), untilDone);
}

function superviseLine(options: UpOptions, files: readonly string[]): readonly string[] {
  const named = options.projectName === undefined ? [] : ["--project-name", options.projectName];
  return ["supervise", ...files.flatMap((file) => ["--file", file]), ...named];
}
