/** Makes one change. Each is one step for whoever looks: before it the old, after it the new, with its owner and mode. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { diskFault } from "../../../disk/disk-fault.ts";
import type { Files } from "../../../disk/files.ts";
import { placeWhole, removeFile } from "../../../disk/write-whole.ts";
import { Fault } from "../../../model/fault.ts";
import type { FileChange } from "../../vault.ts";
import { holds, isGone, look } from "./look.ts";
import { permit } from "./permit.ts";
import type { Original } from "./store/ledger.ts";

/** Where a file is written until it is whole: the same name each time, so that what a crash leaves is found again. */
export function temporaryOf(path: string): string {
  const name = createHash("sha256").update(path).digest("hex").slice(0, 16);
  return join(dirname(path), `.edgeward-${name}`);
}

export function changedMeanwhile(paths: readonly string[], remedy = "Look at it, then run the command again."): Fault {
  return new Fault("changed-meanwhile", `somebody else has changed ${paths.join(", ")} meanwhile`, remedy);
}

/**
 * @param starts called when all is ready, right before the path itself is changed
 * @throws Fault "changed-meanwhile" when it is no longer as it was found; then it is left alone
 */
export async function make(change: FileChange, original: Original, starts: () => void, files: Files): Promise<void> {
  const { path } = change;
  const confirm = async () => {
    if (!holds(await look(path, files), contentOf(original))) throw changedMeanwhile([path]);
    starts();
  };
  try {
    switch (change.kind) {
      case "write": {
        const { bytes: content, rights } = change;
        await placeWhole(
          { path, content, mode: rights.mode, owner: rights, temporary: temporaryOf(path), confirm },
          files,
        );
        return;
      }
      case "remove":
        await confirm();
        await removeFile(path, files);
        return;
      case "make-directory":
        starts();
        await makeOne(path, files);
        if (!(await permit(path, change.rights, files))) throw changedMeanwhile([path]);
        return;
      case "permit":
        starts();
        if (!(await permit(path, change.rights, files))) throw changedMeanwhile([path]);
    }
  } catch (cause) {
    // What a database keeps comes and goes: a file that is gone has nothing to permit.
    if (change.kind === "permit" && isGone(cause)) return;
    throw diskFault(path, cause);
  }
}

export function contentOf(original: Original): "absent" | { readonly sha256: string } {
  return original.kind === "file" ? original : "absent";
}

async function makeOne(path: string, files: Files): Promise<void> {
  try {
    await files.mkdir(path, { mode: 0o700 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    if (!(await files.lstat(path)).isDirectory()) throw changedMeanwhile([path]);
  }
}
