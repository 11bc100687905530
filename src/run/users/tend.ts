/** Beside whoever watches over a stack: ends rotations that nobody waits for any more, and goes on with those whose command was killed. */
import type { Clock } from "../clock.ts";
import type { Tell } from "../tell.ts";
import { settleRotations } from "./rotate-users.ts";
import type { UserTarget } from "./user-target.ts";

const lookMs = 5_000;

/** @param lock as long as it is held, no command changes users. Runs until the signal fires. */
export async function tendRotations(
  target: UserTarget,
  lock: (signal: AbortSignal) => Promise<AsyncDisposable>,
  { clock, tell }: { readonly clock: Clock; readonly tell: Tell },
  signal: AbortSignal,
): Promise<void> {
  /** A book that is true, as text: once is enough. */
  let inForce = "";
  while (!signal.aborted) {
    try {
      if ((await target.book()).turns.some(({ former }) => former !== undefined)) {
        await using _lock = await lock(signal);
        const book = await target.book();
        const text = JSON.stringify(book);
        if (text !== inForce) await target.apply(book, [], signal);
        inForce = text;
        const from = clock.elapsed();
        const over = await settleRotations(target, signal);
        if (over.length > 0)
          tell({ event: "done", what: `rotation of ${over.join(", ")}`, tookMs: clock.elapsed() - from });
      }
    } catch (error) {
      if (signal.aborted) return;
      tell({ event: "failed", what: "ending rotations", why: error instanceof Error ? error.message : String(error) });
    }
    await clock.sleep(lookMs, signal).catch(() => undefined);
  }
}
