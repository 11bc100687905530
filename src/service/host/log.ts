/** The host's log: JSON lines in a file of its own (0600), bounded, so that a year of bad logins cannot fill a disk. */
import { renameSync, statSync } from "node:fs";
import { destination, type Logger, pino } from "pino";

/** A log file is put aside at this size; one is kept. Two files of 8 MiB a process at the most. */
const limitBytes = 8 * 1024 * 1024;
const checkMs = 30_000;

/** Whatever a service logs by mistake under these names stays out. */
export const redact = [
  "password",
  "*.password",
  "secret",
  "*.secret",
  "token",
  "*.token",
  "key",
  "*.key",
  "authorization",
  "*.authorization",
];

export function openLog(path: string): { readonly log: Logger; readonly close: () => void } {
  const file = destination({ dest: path, append: true, mode: 0o600, sync: true });
  // A full disk must not end the services: what cannot be logged is lost, and they go on.
  file.on("error", () => {});
  const timer = setInterval(() => {
    try {
      if (statSync(path).size < limitBytes) return;
      renameSync(path, `${path}.1`);
      file.reopen();
    } catch {
      // Looked at again in half a minute.
    }
  }, checkMs).unref();
  const log = pino({ base: null, redact, timestamp: pino.stdTimeFunctions.isoTime }, file);
  return {
    log,
    close() {
      clearInterval(timer);
      file.flushSync();
    },
  };
}
