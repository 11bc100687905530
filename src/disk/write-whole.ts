/** Files that are there whole or not at all, whatever happens meanwhile. */
import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskFault } from "./disk-fault.ts";

/**
 * Writes to a temporary file beside it, fsync, rename, fsync of the directory.
 * @param mode permission bits of the file, also where one was there before
 * @throws Fault "disk-full", "no-permission"; the file before is then untouched, and nothing of the new one is left
 */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    // `wx`: never through a link that somebody else has put there. writeFile goes on after a short write, as a nearly full disk makes them.
    await using file = await open(temporary, "wx", mode);
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } catch (cause) {
    await rm(temporary, { force: true });
    throw diskFault(path, cause);
  }
  try {
    await rename(temporary, path);
    await using directory = await open(dirname(path), "r");
    await directory.sync();
  } catch (cause) {
    await rm(temporary, { force: true });
    throw diskFault(path, cause);
  }
}
