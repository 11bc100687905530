/** The few file operations that durability rests on. */
import { constants } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { unfinished } from "./file-name.ts";

/** A file of our own that did not exist before, 0600. */
export async function createFile(path: string, more = 0): Promise<FileHandle> {
  return open(path, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW | more, 0o600);
}

/** Writes all of it: a write to a disk that fills up may come back short, and the next one says why. */
export async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** @returns undefined when the file ends before */
export async function readExactly(file: FileHandle, at: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return bytes;
}

/** Gives a finished file its name: after a crash it is there whole or not at all. */
export async function publish(dir: string, name: string): Promise<void> {
  await rename(join(dir, name + unfinished), join(dir, name));
  await syncDir(dir);
}

/** A new or a removed name is durable only after this. */
export async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
