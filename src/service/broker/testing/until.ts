import { setTimeout as pause } from "node:timers/promises";

/** Waits for a condition, looking every few milliseconds. @throws when it does not come true in time */
export async function until(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
    await pause(2);
  }
}
