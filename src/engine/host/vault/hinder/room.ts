/** Whether there is room: for what is written, for one original to come back while all of it is there, and for the originals in the vault. */
import { dirname } from "node:path";
import type { Files } from "../../../../disk/files.ts";
import type { FileChange, Hindrance } from "../../../vault.ts";
import { isGone } from "../look.ts";

/** Bytes that a path takes in the ledger; it is written beside the one before. */
const entryBytes = 1024;

interface Need {
  readonly where: string;
  readonly path: string;
  bytes: number;
  inodes: number;
  /** Bytes of the largest original. */
  largest: number;
}

/** An estimate: in whole blocks, with nothing counted that will become free. */
export async function roomHindrances(
  changes: readonly FileChange[],
  vault: string,
  files: Files,
): Promise<readonly Hindrance[]> {
  const needs = new Map<number, Need>();
  const blockOf = new Map<number, number>();
  const needAt = async (path: string) => {
    const { where, device } = await existing(path, files);
    if (!blockOf.has(device)) blockOf.set(device, (await files.statfs(where)).bsize);
    const block = blockOf.get(device) ?? 1;
    const need = needs.get(device) ?? { where, path, bytes: 0, inodes: 0, largest: 0 };
    needs.set(device, need);
    return { need, whole: (bytes: number) => Math.ceil(bytes / block) * block };
  };
  const safe = await needAt(vault);
  safe.need.bytes += 2 * safe.whole(changes.length * entryBytes);
  for (const change of changes) {
    if (change.kind === "permit") continue;
    const { need, whole } = await needAt(change.path);
    need.bytes += whole(change.kind === "write" ? change.bytes.length : change.kind === "remove" ? 0 : 1);
    need.inodes += 1;
    const size = await sizeOf(change, files);
    if (size === undefined) continue;
    need.largest = Math.max(need.largest, whole(size));
    safe.need.bytes += safe.whole(size);
    safe.need.inodes += 1;
  }
  const short: Hindrance[] = [];
  for (const need of needs.values()) {
    const { bavail, bsize, ffree, files: inodes } = await files.statfs(need.where);
    const bytes = need.bytes + need.largest;
    // Some file systems count no inodes.
    const isShort = bytes > bavail * bsize || (inodes > 0 && need.inodes > ffree);
    if (isShort) short.push(noRoom(need.path, bytes, bavail * bsize));
  }
  return short;
}

async function existing(path: string, files: Files): Promise<{ readonly where: string; readonly device: number }> {
  for (let where = dirname(path); ; where = dirname(where)) {
    try {
      return { where, device: (await files.lstat(where)).dev };
    } catch (cause) {
      if (!isGone(cause)) throw cause;
    }
  }
}

async function sizeOf({ kind, path }: FileChange, files: Files): Promise<number | undefined> {
  if (kind === "make-directory") return undefined;
  return files.lstat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

function noRoom(path: string, needed: number, free: number): Hindrance {
  const kB = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`;
  const what = `there is no room for ${path}: ${kB(needed)} may be needed there, ${kB(free)} are free`;
  return { path, why: "no-room", what, remedy: "Free some disk space, then run the command again." };
}
