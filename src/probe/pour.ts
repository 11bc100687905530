import type { Socket } from "node:net";
import { within } from "./within.ts";

/**
 * Writes at the pace of whoever reads, so that no more than the socket's own buffer waits in memory.
 * @returns false when the socket closed before all was written
 * @throws only the signal's reason
 */
export async function pour(socket: Socket, chunks: Iterable<Uint8Array>, signal: AbortSignal): Promise<boolean> {
  for (const chunk of chunks) {
    if (socket.destroyed) return false;
    if (!socket.write(chunk)) await oneOf(socket, ["drain", "close"], signal);
  }
  return !socket.destroyed;
}

/**
 * @param limitMs more than 0
 * @throws only the signal's reason
 */
export async function closesWithin(socket: Socket, limitMs: number, signal: AbortSignal): Promise<boolean> {
  if (!socket.destroyed)
    await within(limitMs, signal, (ours) => oneOf(socket, ["close"], ours)).catch(() => signal.throwIfAborted());
  return socket.destroyed;
}

function oneOf(socket: Socket, events: readonly ("drain" | "close")[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      for (const event of events) socket.off(event, onEvent);
      signal.removeEventListener("abort", onAbort);
      act();
    };
    const onEvent = () => settle(resolve);
    const onAbort = () => settle(() => reject(signal.reason));
    for (const event of events) socket.on(event, onEvent);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
