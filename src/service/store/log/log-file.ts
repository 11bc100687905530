/**
 * The file that commits go to: a write returns once its bytes are on the disk (O_DSYNC), one hop instead of write and fdatasync.
 * Invariant: after a write that failed, the file ends where it ended before.
 */
import { constants } from "node:fs";
import { type FileHandle, unlink } from "node:fs/promises";
import { join } from "node:path";
import { createFile, syncDir, writeAll } from "../disk/file.ts";
import { type LogName, logName } from "../disk/file-name.ts";
import { Frames } from "../disk/frames.ts";

export class LogFile {
  readonly name: LogName;
  readonly frames: Frames;
  readonly #file: FileHandle;
  #end = 0;

  private constructor(name: LogName, frames: Frames, file: FileHandle) {
    this.name = name;
    this.frames = frames;
    this.#file = file;
  }

  static async create(dir: string, number: number): Promise<LogFile> {
    const frames = new Frames();
    const name = logName(number, frames.marker);
    const path = join(dir, name.name);
    const file = await createFile(path, constants.O_DSYNC);
    try {
      await syncDir(dir);
    } catch (error) {
      await file.close();
      await unlink(path).catch(() => undefined);
      throw error;
    }
    return new LogFile(name, frames, file);
  }

  /** @returns whether the file can still be used when the write failed: it was cut back to what was acknowledged */
  async append(bytes: Buffer): Promise<{ readonly failed?: unknown; readonly usable: boolean }> {
    try {
      await writeAll(this.#file, bytes, this.#end);
      this.#end += bytes.length;
      return { usable: true };
    } catch (failed) {
      try {
        await this.#file.truncate(this.#end);
        await this.#file.datasync();
        return { failed, usable: true };
      } catch {
        return { failed, usable: false };
      }
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
