import { chmod, lstat, mkdir } from "node:fs/promises";
import { Fault } from "../../model/fault.ts";
import type { Layout } from "../../model/layout.ts";

/**
 * Makes the directory, or closes one that is there: only its owner may look in. A directory that a person mounted, and so lies outside of
 * what we made, keeps its rights, and the probes judge them.
 * @throws Fault "disk-full" or "no-permission"
 */
export async function privateDirectory(path: string, { root, run }: Layout): Promise<void> {
  const ours = [root, run].some((one) => `${path}/`.startsWith(`${one}/`));
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const found = await lstat(path);
    // In a directory that others can write to, a link of theirs could lead our chmod, and then our sockets, elsewhere.
    if (found.isSymbolicLink()) throw new Error("it is a symbolic link");
    // Whoever owns it could open it again behind our back.
    if (ours && found.uid !== process.getuid?.()) throw new Error("it belongs to another user");
    if (found.isDirectory() && ours) await chmod(path, 0o700);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return;
    if (code === "ENOSPC")
      throw new Fault(
        "disk-full",
        `there is no room to make ${path}`,
        "Free some disk space, then run `edgeward up` again.",
        { cause },
      );
    throw new Fault(
      "no-permission",
      `${path} cannot be made private to this user`,
      "Run as the user who owns it, or change its owner.",
      { cause },
    );
  }
}
