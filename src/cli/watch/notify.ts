/**
 * Tells systemd that we are ready, and then that we are alive. Node has no datagram sockets of this kind, so systemd's own program says it.
 * @see sd_notify(3), systemd-notify(1), systemd.service(5) Type=notify, WatchdogSec=
 */
import { execFile } from "node:child_process";

/** @returns to be called after each look; does nothing where nobody waits for it */
export function notifier(environment: Readonly<Record<string, string>>): () => Promise<void> {
  if (!environment.NOTIFY_SOCKET) return async () => undefined;
  let isReady = false;
  return () => {
    const words = isReady ? ["WATCHDOG=1"] : ["--ready", "WATCHDOG=1"];
    isReady = true;
    // That systemd cannot be told must not end what it started.
    return new Promise((resolve) => {
      execFile("systemd-notify", words, { timeout: 10_000 }, () => resolve());
    });
  };
}
