import type { Files } from "../../../disk/files.ts";
import type { Rights } from "../../../model/machine.ts";
import { carefully } from "./look.ts";

/**
 * Sets owner, group and mode of a file or directory, through a descriptor: never of what a link leads to.
 * On the way from the old rights to the new ones nobody may do what neither of them allows.
 * @returns false, and nothing is changed, when it is a file with a second name, which may be anybody's
 * @throws what the system says
 */
export async function permit(path: string, { uid, gid, mode }: Rights, files: Files): Promise<boolean> {
  await using file = await files.open(path, carefully);
  const found = await file.stat();
  if (!found.isDirectory() && (!found.isFile() || found.nlink > 1)) return false;
  const sameOwner = found.uid === uid && found.gid === gid;
  if (sameOwner && (found.mode & 0o7777) === mode) return true;
  if (!sameOwner) {
    await file.chmod(found.mode & mode & 0o777);
    await file.chown(uid, gid);
  }
  await file.chmod(mode);
  await file.sync();
  return true;
}
