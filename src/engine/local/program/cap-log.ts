import { copyFile, rm, stat, truncate } from "node:fs/promises";

/** As for the logs of host processes: two files of 8 MiB at the most. */
const limitBytes = 8 * 1024 * 1024;

/**
 * Puts a log aside that has grown too long. The program goes on writing to the same file, at its new end, since it was opened for
 * appending; what it says between the two steps is lost.
 */
export async function capLog(path: string): Promise<void> {
  try {
    if ((await stat(path)).size < limitBytes) return;
    await rm(`${path}.1`, { force: true });
    await copyFile(path, `${path}.1`);
    await truncate(path);
  } catch {
    // Looked at again with the next look at the program.
  }
}
