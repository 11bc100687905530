/**
 * A file of records, read to its end and then followed as it grows, as `tail -F` does: also when it is cut short or replaced.
 * The place (which file, how far) goes with each message, so that a restart goes on where the last whole record ended. While the buffer
 * has no room the file is not read: it keeps what is in it.
 */
import { type FileHandle, open } from "node:fs/promises";
import { waitFor } from "../../pace.ts";
import { identityAt, identityOf } from "./identity.ts";
import type { RecordIntake } from "./intake.ts";

/** Looked at this often while the buffer is too full to read on, in milliseconds. */
const roomMs = 50;

/**
 * @param from `place` goes on where the last message ended, if this is still that file; `start` reads all of it
 * @param followMs how often the file is looked at, in milliseconds
 * @returns once `signal` fires, another file has the name, or this one was cut short
 * @throws the system's error when it cannot be read
 */
export async function followFile(
  path: string,
  from: "place" | "start",
  followMs: number,
  intake: RecordIntake,
  signal: AbortSignal,
): Promise<void> {
  await using file = await open(path, "r");
  const identity = identityOf(await file.stat({ bigint: true }));
  const [placeIdentity, placeAt] = (intake.place ?? "").split(" ");
  let at = from === "place" && placeIdentity === identity ? Number(placeAt) : 0;
  const chunk = Buffer.alloc(intake.messageBytes);
  let idleAt = -1;
  while (!signal.aborted) {
    const size = await sizeOf(file);
    if (size < at) return;
    if (size > at) {
      if (!intake.hasRoom()) {
        await waitFor(roomMs, signal);
        continue;
      }
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      at += bytesRead;
      const end = at;
      intake.push(Buffer.from(chunk.subarray(0, bytesRead)), (bytes) => `${identity} ${end - bytes}`);
      continue;
    }
    if (idleAt === at) intake.pauseInRecord();
    idleAt = at;
    const now = await identityAt(path);
    // What the old file still got just before it was replaced is read first.
    if (now !== undefined && now !== identity && (await sizeOf(file)) === at) return;
    await waitFor(followMs, signal);
  }
}

const sizeOf = async (file: FileHandle): Promise<number> => (await file.stat()).size;
