import { setMaxListeners } from "node:events";

/** How long one attempt at a server may take, in milliseconds: a healthy one answers in two, a loaded one in a few hundred. */
export const attemptMs = 5_000;

/**
 * Gives `work` a signal of its own, which fires with the caller's or after the limit. Rejects as soon as that happens, even when
 * `work` does not listen: a probe never hangs on what it probes.
 * @param limitMs more than 0
 * @throws the caller's reason; DOMException "TimeoutError" after the limit; or whatever `work` throws
 */
export async function within<T>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  // Many attempts share one caller: that they all listen to it is no leak, whatever Node guesses from eleven on.
  setMaxListeners(0, signal);
  const own = new AbortController();
  const onAbort = () => own.abort(signal.reason);
  const late = () => own.abort(new DOMException(`no answer within ${limitMs} ms`, "TimeoutError"));
  const timer = setTimeout(late, limitMs);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await new Promise<T>((resolve, reject) => {
      own.signal.addEventListener("abort", () => reject(own.signal.reason), { once: true });
      work(own.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
