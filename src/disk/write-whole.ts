/** Files that are there whole or not at all, whatever happens meanwhile. */
import { basename, dirname, join } from "node:path";
import { diskFault } from "./disk-fault.ts";
import { type Files, nodeFiles } from "./files.ts";

export interface Whole {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Permission bits, also where a file was there before. */
  readonly mode: number;
  /** Absent: whoever runs this. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Time of last change, in seconds since 1970; absent: now. The system keeps six digits of its fraction. */
  readonly changedAtS?: number;
  /** Name to write under until it is whole, beside it; what is there goes. Absent: a random one. */
  readonly temporary?: string;
  /** The last look before it replaces what is there; what it throws keeps it from doing so. */
  readonly confirm?: () => Promise<void>;
}

/**
 * Writes to a temporary file beside it, fsync, rename, fsync of the directory.
 * @param mode permission bits of the file, also where one was there before
 * @throws Fault "disk-full", "no-permission"; the file before is then untouched, and nothing of the new one is left
 */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  await placeWhole({ path, content: text, mode });
  await syncDirectory(dirname(path));
}

/**
 * Like `writeWhole`; that the name lasts a power failure is left to `syncDirectory`, once for many files.
 * Owner and mode are set while the file is empty: at no time does anybody see what the finished file would not show.
 * @throws Fault "disk-full", "no-permission", or what `confirm` throws
 */
export async function placeWhole(whole: Whole, files: Files = nodeFiles): Promise<void> {
  const { path, content, mode, owner, changedAtS } = whole;
  const temporary = whole.temporary ?? join(dirname(path), `.${basename(path)}.${Math.random().toString(36).slice(2)}`);
  try {
    if (whole.temporary) await removeFile(temporary, files);
    // `wx`: never through a link that somebody else has put there. writeFile goes on after a short write, as a nearly full disk makes them.
    await using file = await files.open(temporary, "wx", owner ? 0o600 : mode);
    if (owner) await file.chown(owner.uid, owner.gid);
    await file.chmod(mode);
    await file.writeFile(content);
    if (changedAtS !== undefined) await file.utimes(changedAtS, changedAtS);
    await file.sync();
    await whole.confirm?.();
    await files.rename(temporary, path);
  } catch (cause) {
    await removeFile(temporary, files).catch(() => undefined);
    throw diskFault(path, cause);
  }
}

/** Makes the names in it last a power failure. @throws Fault */
export async function syncDirectory(path: string, files: Files = nodeFiles): Promise<void> {
  try {
    await using directory = await files.open(path, "r");
    await directory.sync();
  } catch (cause) {
    throw diskFault(path, cause);
  }
}

/** @returns whether there was one */
export async function removeFile(path: string, files: Files = nodeFiles): Promise<boolean> {
  try {
    await files.unlink(path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw cause;
  }
}
