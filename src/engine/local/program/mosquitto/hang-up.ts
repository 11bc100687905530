import { readFile, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessId, signal as send } from "../../processes.ts";

/** Its loop looks for signals ten times a second; one that writes less into its log is given this time. Milliseconds. */
const takenMs = 2_000;

/**
 * Has mosquitto read its users and rights again, and waits until it says that it does. Clients whose password no longer counts are
 * disconnected.
 * @see mosquitto(8), SIGNALS, SIGHUP
 */
export async function hangUp(id: ProcessId, log: string, signal: AbortSignal): Promise<void> {
  const from = (await stat(log).catch(() => undefined))?.size ?? 0;
  await send(id, "SIGHUP");
  const deadline = performance.now() + takenMs;
  while (performance.now() < deadline && (await isAlive(id))) {
    const bytes = await readFile(log).catch(() => Buffer.alloc(0));
    if (bytes.subarray(Math.min(from, bytes.length)).includes("Reloading config.")) return;
    await sleep(20, undefined, { signal });
  }
}
