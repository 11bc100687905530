import type { Logger } from "pino";

/** What a client sent, fit for a log: no control or direction characters that would forge lines, and not longer than a line. */
export function printable(text: string): string {
  const clean = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
  return clean.length > 80 ? `${clean.slice(0, 80)}…` : clean;
}

const perWindow = 10;
const windowMs = 10_000;

/**
 * Says things that a stranger can cause at will: each kind so many times in a while, and then how often it was not said.
 * @param clock milliseconds of a monotonic clock
 */
export function quietLog(log: Logger, clock: () => number): (about: object, what: string) => void {
  const said = new Map<string, { sinceMs: number; times: number }>();
  return (about, what) => {
    const before = said.get(what);
    if (before && clock() - before.sinceMs < windowMs) {
      before.times++;
      if (before.times > perWindow) return;
    } else {
      if (before && before.times > perWindow) log.warn({ times: before.times - perWindow }, `not logged: ${what}`);
      said.set(what, { sinceMs: clock(), times: 1 });
    }
    log.warn(about, what);
  };
}
