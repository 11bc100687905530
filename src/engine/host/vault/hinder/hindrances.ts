/** All that keeps changes from being made, found by looking: nothing is touched, and all of it is said at once. */
import { dirname } from "node:path";
import type { Files } from "../../../../disk/files.ts";
import { Fault } from "../../../../model/fault.ts";
import type { FileChange, Hindrance } from "../../../vault.ts";
import { isGone, look } from "../look.ts";
import { roomHindrances } from "./room.ts";
import { Writability } from "./writability.ts";

export async function hindrances(
  changes: readonly FileChange[],
  vault: string,
  files: Files,
): Promise<readonly Hindrance[]> {
  if (changes.length === 0) return [];
  const writability = await Writability.onThisMachine(files);
  const found: Hindrance[] = [];
  const made = new Set<string>();
  for (const change of changes) {
    const one = await hindrance(change, made, writability, files);
    if (one) found.push(one);
    // Also where it is in somebody's way: what would lie in it is not missing for a reason of its own.
    made.add(change.path);
  }
  const vaultDenied = await writability.ofVault(vault);
  if (vaultDenied) found.push(vaultDenied);
  return found.length > 0 ? found : roomHindrances(changes, vault, files);
}

/** @param made paths that earlier changes are about */
async function hindrance(
  change: FileChange,
  made: ReadonlySet<string>,
  writability: Writability,
  files: Files,
): Promise<Hindrance | undefined> {
  const { path } = change;
  try {
    if (change.kind === "permit" && made.has(path)) return undefined;
    const parent = dirname(path);
    const real = await realOf(parent, files);
    if (real === undefined) return made.has(parent) ? undefined : missing(path, parent);
    if (real !== parent) return aLink(path, `${parent} leads to ${real}`);
    if (!(await files.lstat(parent)).isDirectory()) return missing(path, `the directory ${parent}`);
    const stat = await files.lstat(path).catch((cause: unknown) => {
      if (!isGone(cause)) throw cause;
    });
    if (!stat) return change.kind === "permit" || before(change) ? missing(path, path) : writability.of(change, false);
    if (stat.isSymbolicLink()) return aLink(path, `${path} is a symbolic link`);
    if (stat.isFile() && stat.nlink > 1) return aLink(path, `${path} has ${stat.nlink} names (hard links)`);
    const fits = { file: stat.isFile(), directory: stat.isDirectory() };
    if (!isOfKind(change, fits)) return notAFile(change);
    const denied = await writability.of(change, true, stat.uid);
    if (denied || change.kind === "permit" || change.kind === "make-directory") return denied;
    const seen = await look(path, files);
    return seen.kind === "file" && seen.sha256 === before(change) ? undefined : changed(change);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== "EACCES" && code !== "EPERM") throw cause;
    return { path, why: "not-writable", what: `${path} may not be read`, remedy: "Run as root." };
  }
}

/** As what a refusal to begin throws. */
export function refusal(all: readonly Hindrance[]): Fault {
  const whys = new Set(all.map(({ why }) => why));
  const code = whys.has("not-writable") ? "no-permission" : whys.has("no-room") ? "disk-full" : "changed-meanwhile";
  const remedy = [...new Set(all.map((one) => one.remedy))].join(" ");
  return new Fault(code, `nothing was changed: ${all.map(({ what }) => what).join("; ")}`, remedy);
}

function before(change: FileChange): string | undefined {
  return "before" in change ? change.before : undefined;
}

function isOfKind({ kind }: FileChange, is: { readonly file: boolean; readonly directory: boolean }): boolean {
  return kind === "make-directory" ? is.directory : is.file || (kind === "permit" && is.directory);
}

async function realOf(directory: string, files: Files): Promise<string | undefined> {
  return files.realpath(directory).catch((cause: unknown) => {
    if (isGone(cause)) return undefined;
    throw cause;
  });
}

function missing(path: string, what: string): Hindrance {
  return { path, why: "missing", what: `${what} is not there`, remedy: "Run the command again: it looks anew." };
}

function aLink(path: string, what: string): Hindrance {
  const remedy = "Name the file itself, by its one real path.";
  return { path, why: "link", what, remedy };
}

function notAFile({ path, kind }: FileChange): Hindrance {
  const what = `${path} is not a ${kind === "make-directory" ? "directory" : "file"}`;
  return { path, why: "not-a-file", what, remedy: "Move away what is there." };
}

function changed(change: FileChange): Hindrance {
  const { path } = change;
  const what =
    before(change) === undefined ? `${path} is there now, and was not` : `${path} is no longer as it was read`;
  return { path, why: "changed", what, remedy: "Look at it, then run the command again." };
}
