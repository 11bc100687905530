/**
 * A FIFO: read while there are writers, and opened again when the last has gone. Opened without blocking, so no thread waits in open(2);
 * the kernel wakes us when a writer comes. The next reading end is open before the last is closed, so that no writer meets a FIFO
 * without readers.
 */
import { constants, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { identityAt, identityOf } from "./identity.ts";
import type { RecordIntake } from "./intake.ts";

/**
 * @param followMs how often it is checked that the name still means this FIFO, in milliseconds
 * @returns once `signal` fires or something else has the name
 * @throws the system's error when it cannot be opened or read
 */
export async function readFifo(
  path: string,
  followMs: number,
  intake: RecordIntake,
  signal: AbortSignal,
): Promise<void> {
  for (let end: ReadingEnd | undefined = openEnd(path); end !== undefined; ) {
    const { socket }: ReadingEnd = end;
    try {
      end = await untilWritersGo(end, path, followMs, intake, signal);
    } finally {
      socket.destroy();
      // What a writer left unfinished is not continued by the next.
      intake.interrupt();
    }
  }
}

interface ReadingEnd {
  readonly socket: Socket;
  readonly identity: string;
}

function openEnd(path: string): ReadingEnd {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const identity = identityOf(fstatSync(fd, { bigint: true }));
  // From here on the socket owns the descriptor.
  return { socket: new Socket({ fd, readable: true, writable: false }), identity };
}

/** @returns the next reading end when the writers have gone; undefined when reading is over */
function untilWritersGo(
  { socket, identity }: ReadingEnd,
  path: string,
  followMs: number,
  intake: RecordIntake,
  signal: AbortSignal,
): Promise<ReadingEnd | undefined> {
  const over = new AbortController();
  return new Promise<ReadingEnd | undefined>((resolve, reject) => {
    const watch = setInterval(async () => {
      if ((await identityAt(path)) !== identity) resolve(undefined);
    }, followMs);
    const stop = () => resolve(undefined);
    over.signal.addEventListener("abort", () => clearInterval(watch));
    signal.addEventListener("abort", stop, { once: true, signal: over.signal });
    if (signal.aborted) stop();
    socket.on("data", (chunk) => intake.push(chunk));
    socket.once("error", reject);
    socket.once("end", () => {
      // The socket closes its descriptor as soon as this returns.
      try {
        resolve(signal.aborted ? undefined : openEnd(path));
      } catch (error) {
        reject(error);
      }
    });
  }).finally(() => over.abort());
}
