import { setTimeout as pause } from "node:timers/promises";

/** Waits for a condition. @throws Error with what is missing once `limitMs` has passed */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 45_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`still waiting after ${limitMs} ms: ${what}`);
    await pause(10);
  }
}
