/** What a segment's bytes lie in: a file (0600), or memory while the disk refuses. Writes are whole or not at all. */
import { closeSync, ftruncateSync, openSync, readSync, statSync, unlinkSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Bytes } from "./frame.ts";

export interface Store extends Bytes {
  readonly place: "disk" | "memory";
  /** @throws the system's error (ENOSPC, EIO …) when the bytes could not be written; none of them is then kept */
  append(bytes: Uint8Array): void;
  /** Resolves once what was appended would survive a power cut. */
  sync(): Promise<void>;
  /** No more appends. Idempotent. */
  seal(): void;
  remove(): void;
}

/** A file that was written before: sealed from the start. */
export const oldFileStore = (path: string): Store => sealedFile(path, statSync(path).size);

function sealedFile(path: string, size: number): Store {
  return {
    place: "disk",
    size,
    append() {
      throw new Error(`${path} is sealed`);
    },
    read(offset, length) {
      const fd = openSync(path, "r");
      try {
        return readAt(fd, offset, length);
      } finally {
        closeSync(fd);
      }
    },
    sync: async () => {},
    seal() {},
    remove: () => unlinkSync(path),
  };
}

/** @throws the system's error when it exists already or cannot be made */
export function newFileStore(path: string): Store {
  const fd = openSync(path, "ax+", 0o600);
  let size = 0;
  let syncedSize = 0;
  /** What is behind us once sealed and synced: the descriptor is closed, and reads open the file anew. */
  let old: Store | undefined;
  let sealing: Promise<void> | undefined;
  let removed = false;
  const syncAll = async () => {
    const upTo = size;
    if (upTo === syncedSize || removed) return;
    try {
      await sync(path);
      // A file is there after a power cut once its directory is synced too, fsync(2).
      if (syncedSize === 0) await sync(dirname(path));
      syncedSize = Math.max(syncedSize, upTo);
    } catch (error) {
      if (!removed) throw error;
    }
  };
  return {
    place: "disk",
    get size() {
      return size;
    },
    append(bytes) {
      if (sealing) throw new Error(`${path} is sealed`);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
        size += bytes.length;
      } catch (error) {
        truncate(fd, size);
        throw error;
      }
    },
    read: (offset, length) => old?.read(offset, length) ?? readAt(fd, offset, length),
    sync: () => sealing ?? syncAll(),
    seal() {
      // The page cache has it in any case: what a failed last sync means is that a power cut would take it.
      sealing ??= syncAll()
        .catch(() => {})
        .finally(() => {
          if (!removed) old = sealedFile(path, size);
          closeSync(fd);
        });
    },
    remove() {
      removed = true;
      this.seal();
      unlinkSync(path);
    },
  };
}

/** By name, since Node's permission model disables fsync on plain descriptors; the kernel syncs the file, whoever wrote to it. */
async function sync(path: string): Promise<void> {
  await using file = await open(path, "r");
  await file.sync();
}

function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
}

/** Cuts a torn frame off. A disk that refuses even that leaves it there: readers skip it. */
function truncate(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    // The CRC tells.
  }
}

export function memoryStore(): Store {
  let bytes = Buffer.alloc(0);
  let size = 0;
  return {
    place: "memory",
    get size() {
      return size;
    },
    append(more) {
      if (size + more.length > bytes.length) {
        const grown = Buffer.alloc(Math.max(4096, 2 * bytes.length, size + more.length));
        bytes.copy(grown, 0, 0, size);
        bytes = grown;
      }
      bytes.set(more, size);
      size += more.length;
    },
    read: (offset, length) => bytes.subarray(offset, Math.min(size, offset + length)),
    sync: async () => {},
    seal() {},
    remove() {
      bytes = Buffer.alloc(0);
      size = 0;
    },
  };
}
