/** Puts one path back as it was found. Done twice, it does nothing the second time: after a crash all of them are simply done again. */
import { dirname } from "node:path";
import { diskFault } from "../../../disk/disk-fault.ts";
import type { Files } from "../../../disk/files.ts";
import { makeDirectory } from "../../../disk/make-directory.ts";
import { placeWhole, removeFile } from "../../../disk/write-whole.ts";
import { holds, isGone, look, type Seen } from "./look.ts";
import { changedMeanwhile, contentOf, temporaryOf } from "./make.ts";
import { permit } from "./permit.ts";
import type { Blobs } from "./store/blobs.ts";
import type { Entry, Original } from "./store/ledger.ts";

interface Around {
  readonly blobs: Blobs;
  readonly files: Files;
  /** Also what somebody else has written since. */
  readonly force: boolean;
}

/** `foreign`: somebody else has written it since, and it was left alone. `in-use`: a directory of ours in which others keep something. */
export type Outcome = "put-back" | "removed" | "in-use" | "foreign";

export async function putBack(entry: Entry, around: Around): Promise<Outcome> {
  const { path, original } = entry;
  try {
    await removeFile(temporaryOf(path), around.files).catch((cause: unknown) => {
      if (!isGone(cause)) throw cause;
    });
    if (original.kind === "rights") {
      await permit(path, original.rights, around.files).catch(ignoreVanished);
      return "put-back";
    }
    const seen = await look(path, around.files);
    if (!around.force && isForeign(entry, seen)) return "foreign";
    if (original.kind === "absent") return await away(path, seen, around.files);
    await rewrite(path, original, seen, around);
    return "put-back";
  } catch (cause) {
    throw diskFault(path, cause);
  }
}

/** Whether it is neither what we wrote last nor what we found first. */
export function isForeign({ original, wrote }: Entry, seen: Seen): boolean {
  return wrote !== undefined && !holds(seen, wrote) && !holds(seen, contentOf(original));
}

async function away(path: string, seen: Seen, files: Files): Promise<Outcome> {
  if (seen.kind === "absent") return "removed";
  if (seen.kind !== "directory") await removeFile(path, files);
  else {
    try {
      await files.rmdir(path);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? "";
      if (["ENOTEMPTY", "EEXIST", "EBUSY"].includes(code)) return "in-use";
      if (!isGone(cause)) throw cause;
    }
  }
  return "removed";
}

async function rewrite(path: string, original: Original & { kind: "file" }, seen: Seen, around: Around): Promise<void> {
  const { rights, changedAtNs } = original;
  const changedAtUs = BigInt(changedAtNs) / 1000n;
  if (holds(seen, original) && seen.kind === "file") {
    const now = seen.rights;
    const sameRights = now.uid === rights.uid && now.gid === rights.gid && now.mode === rights.mode;
    if (sameRights && seen.changedAtNs / 1000n === changedAtUs) return;
  }
  await makeDirectory(dirname(path), 0o755);
  await placeWhole(
    {
      path,
      content: await around.blobs.load(original.sha256),
      mode: rights.mode,
      owner: rights,
      // The system cuts what is less than a microsecond: half of one keeps it from cutting more.
      changedAtS: (Number(changedAtUs) + 0.5) / 1e6,
      temporary: temporaryOf(path),
      async confirm() {
        if (!same(seen, await look(path, around.files))) throw changedMeanwhile([path]);
      },
    },
    around.files,
  );
}

function same(a: Seen, b: Seen): boolean {
  return a.kind === b.kind && (a.kind !== "file" || (b.kind === "file" && a.sha256 === b.sha256));
}

/** Whose rights were changed may be gone by now, or be something else of the same name; then there is nothing of ours. */
function ignoreVanished(cause: unknown): void {
  if (!isGone(cause) && !["ELOOP", "ENXIO"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
}
