/** Texts of whatever a path may name: a file, a pipe of the shell's, the standard input. */
import { constants, openSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { Fault } from "../model/fault.ts";

/** Bytes; no text that we read is as long, and a pipe need not have an end. */
const pipeLimit = 64 * 1024 * 1024;

/**
 * @param path `-` is the standard input
 * @returns undefined when it is not there, cannot be read, or is a device
 * @throws Fault "interrupted"
 */
export async function readText(
  path: string,
  signal: AbortSignal,
  stdin: Readable = process.stdin,
): Promise<string | undefined> {
  try {
    if (path === "-") return await readStream(stdin, signal);
    const found = await stat(path);
    if (found.isFIFO()) return await readPipe(path, signal);
    if (found.isCharacterDevice() && path !== "/dev/null") return undefined;
    return await readFile(path, { encoding: "utf8", signal });
  } catch {
    if (!signal.aborted) return undefined;
    throw new Fault("interrupted", "interrupted while reading; nothing was done", "Run the command again.");
  }
}

/** Opened without waiting for somebody who writes: a wait inside of `open` could not be ended. */
function readPipe(path: string, signal: AbortSignal): Promise<string | undefined> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return readStream(new Socket({ fd, readable: true, writable: false }), signal);
}

async function readStream(stream: Readable, signal: AbortSignal): Promise<string | undefined> {
  const stop = () => void stream.destroy(new Error("interrupted"));
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > pipeLimit) return undefined;
    }
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
