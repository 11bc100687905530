/**
 * What the vault knows, in one file that is replaced whole: how each path was found, and the one set of changes that may be open.
 * Because both are in one file, a commit is one rename: there is no moment in which a path is in neither or in both.
 */
import { join } from "node:path";
import type { Files } from "../../../../disk/files.ts";
import { placeWhole, syncDirectory } from "../../../../disk/write-whole.ts";
import { Fault } from "../../../../model/fault.ts";
import type { Rights } from "../../../../model/machine.ts";

export type Original =
  | { readonly kind: "absent" }
  /** `changedAtNs`: time of last change, nanoseconds since 1970; a string, for JSON has no such numbers. */
  | { readonly kind: "file"; readonly sha256: string; readonly changedAtNs: string; readonly rights: Rights }
  /** Only owner, group and mode are ours to put back: what is in it was never changed, and may change as it likes. */
  | { readonly kind: "rights"; readonly rights: Rights };

/** SHA-256 of a file, hexadecimal. */
export type Content = "absent" | "directory" | { readonly sha256: string };

export interface Entry {
  readonly path: string;
  readonly original: Original;
  /** What we wrote last; absent: only the rights were changed. */
  readonly wrote?: Content;
}

interface Journal {
  readonly notes: unknown;
  readonly begunAtMs: number;
  /** All of it is made; before this, to keep it would keep a part. */
  readonly applied: boolean;
  readonly entries: readonly Entry[];
}

export interface Ledger {
  readonly version: 1;
  /** In the order of their first changes: a directory stands before what was made in it. */
  readonly kept: readonly Entry[];
  readonly open?: Journal;
}

export const noLedger: Ledger = { version: 1, kept: [] };
export const ledgerFile = "ledger.json";

/** @throws Fault "state-damaged", "no-permission" */
export async function readLedger(directory: string, files: Files): Promise<Ledger> {
  const path = join(directory, ledgerFile);
  try {
    const ledger = JSON.parse(await files.readFile(path, "utf8")) as Ledger;
    if (ledger.version === 1 && Array.isArray(ledger.kept)) return ledger;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return noLedger;
    if (code === "EACCES") {
      throw new Fault("no-permission", `${path} may not be read`, "Run as root: sudo edgeward host …", { cause });
    }
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  const remedy = `Put back the file from a backup. The originals lie in ${directory}, each named by its SHA-256.`;
  throw new Fault("state-damaged", `${path} does not say how this machine was found`, remedy);
}

/** @throws Fault "disk-full", "no-permission"; the one before then still holds */
export async function writeLedger(directory: string, ledger: Ledger, files: Files): Promise<void> {
  const path = join(directory, ledgerFile);
  await placeWhole({ path, content: `${JSON.stringify(ledger)}\n`, mode: 0o600, temporary: `${path}.new` }, files);
  await syncDirectory(directory, files);
}

/** What is kept once the open changes are: of each path the first original, and what was written last. */
export function merged(kept: readonly Entry[], changes: readonly Entry[]): readonly Entry[] {
  const byPath = new Map(kept.map((entry) => [entry.path, entry]));
  for (const entry of changes) {
    const before = byPath.get(entry.path);
    byPath.set(entry.path, before ? joined(before, entry) : entry);
  }
  return [...byPath.values()].filter(({ original, wrote }) => original.kind !== "absent" || wrote !== "absent");
}

function joined(before: Entry, { path, original, wrote }: Entry): Entry {
  if (!wrote) return before;
  if (before.original.kind !== "rights") return { path, original: before.original, wrote };
  if (original.kind !== "file") return { path, original, wrote };
  return { path, original: { ...original, rights: before.original.rights }, wrote };
}
