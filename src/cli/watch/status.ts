import { isWell } from "../../model/token.ts";
import { showWatches } from "../../report/news/watches.ts";
import { type Context, exit } from "../context.ts";
import { stackOf } from "../token/token-request.ts";
import type { WatchCommand } from "./watch-request.ts";

/** `edgeward watch --status`: reads what a watch wrote down, and asks no engine. */
export async function watchStatus(options: WatchCommand, { tools, screen, ...context }: Context): Promise<number> {
  const stack = await stackOf(options, { tools, screen, ...context });
  if (stack === undefined) return exit.badInput;
  const watches = await (await tools.watches()).read(stack);
  const { paint, width } = screen;
  if (options.format === "json") screen.out(JSON.stringify(watches, undefined, 2));
  else screen.out(showWatches(stack, watches, { paint, width, nowMs: tools.clock.now() }));
  const living = watches.filter(({ lives }) => lives);
  if (living.length === 0 || living.some(({ status }) => status.fault)) return exit.notDone;
  return living.every(({ status }) => status.tokens.every(isWell)) ? exit.done : exit.findingFailed;
}
