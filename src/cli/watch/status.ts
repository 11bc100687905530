import { isWell } from "../../model/token.ts";
import { showWatches } from "../../report/news/watches.ts";
import type { WatchStatus } from "../../run/tokens/watch/watch-status.ts";
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
  return statusOf(watches, tools.clock.now());
}

/** Milliseconds that one look may take in which everything is slow: as long as systemd waits for a sign of life (unit.ts). */
const slowLookMs = 900_000;

interface Watch {
  readonly lives: boolean;
  readonly status: Pick<WatchStatus, "nextLookAtMs" | "tokens" | "fault">;
}

/** A process that is there and looks no more, because it hangs or was stopped, watches as little as none. */
export function statusOf(watches: readonly Watch[], nowMs: number): number {
  const living = watches.filter(({ lives, status }) => lives && nowMs - status.nextLookAtMs <= slowLookMs);
  if (living.length === 0 || living.some(({ status }) => status.fault)) return exit.notDone;
  return living.every(({ status }) => status.tokens.every(isWell)) ? exit.done : exit.findingFailed;
}
