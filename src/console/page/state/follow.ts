/** Asks again and again, for as long as somebody may be looking. */
import { heard, missed } from "./link.ts";

/** After an answer that did not come. */
const againMs = 2_000;

/**
 * Waits while the page is hidden, and asks at once when it is seen again.
 * @param round one question and what becomes of its answer
 * @param everyMs between two rounds
 */
export async function follow(
  round: (signal: AbortSignal) => Promise<void>,
  everyMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await shown(signal);
    const isWell = await round(signal).then(
      () => true,
      (error: unknown) => {
        if (!signal.aborted) missed(error);
        return false;
      },
    );
    if (signal.aborted) return;
    if (isWell) heard();
    await pause(isWell ? everyMs() : againMs, signal);
  }
}

function shown(signal: AbortSignal): Promise<void> {
  if (!document.hidden || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      document.removeEventListener("visibilitychange", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    document.addEventListener("visibilitychange", done);
    signal.addEventListener("abort", done);
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
