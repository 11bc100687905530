import { Fault } from "../../model/fault.ts";
import { isWell } from "../../model/token.ts";
import { watchTokens } from "../../run/tokens/watch/watch-tokens.ts";
import { type Context, exit } from "../context.ts";
import { withTokens } from "../token/token-request.ts";
import { notifier } from "./notify.ts";
import { watchStatus } from "./status.ts";
import { checkWatch, everyMs, type WatchCommand } from "./watch-request.ts";
import { watchUnit } from "./watch-unit.ts";

/** `edgeward watch`: until it is told to stop, which is no failure. */
export async function watchStack(options: WatchCommand, context: Context): Promise<number> {
  checkWatch(options);
  const every = everyMs(options.every);
  if (options.status) return watchStatus(options, context);
  if (options.printUnit || options.installUnit) return watchUnit(options, context);
  const { tools, signal } = context;
  const files = await tools.watches();
  try {
    return await withTokens(options, context, async (tokens) => {
      const { swarm, desk } = tokens;
      await using held = await files.hold(swarm, desk.stack);
      if (!held) {
        const remedy = "One is enough: `edgeward watch --status` says what it sees.";
        throw new Fault("not-ready", `another watch looks after the tokens of ${desk.stack}`, remedy);
      }
      const notify = notifier(tools.environment);
      const last = await watchTokens(
        tokens,
        {
          everyMs: every,
          once: options.once === true,
          pid: process.pid,
          async note(status) {
            await files.write(swarm, desk.stack, status);
            await notify();
          },
        },
        signal,
      );
      if (last.fault) throw new Fault("unreachable", last.fault.what, last.fault.remedy);
      return last.tokens.every(isWell) ? exit.done : exit.findingFailed;
    });
  } catch (error) {
    if (signal.aborted && error === signal.reason) return exit.done;
    throw error;
  }
}
