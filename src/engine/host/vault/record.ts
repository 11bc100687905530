/** What a journal says before anything is changed: each path once, as it was found, with its bytes saved. */
import type { Files } from "../../../disk/files.ts";
import type { FileChange } from "../../vault.ts";
import { isGone, look, type Seen, sha256 } from "./look.ts";
import { changedMeanwhile } from "./make.ts";
import type { Blobs } from "./store/blobs.ts";
import type { Content, Entry } from "./store/ledger.ts";

/**
 * A path may be written and permitted, in either order; its content changes once, for after a crash it must show which of the two it holds.
 * @throws Fault "changed-meanwhile", "disk-full", "no-permission"
 */
export async function record(changes: readonly FileChange[], blobs: Blobs, files: Files): Promise<readonly Entry[]> {
  const byPath = new Map<string, Entry>();
  for (const change of changes) {
    const before = byPath.get(change.path);
    const entry = before && change.kind === "permit" ? before : await entryOf(change, blobs, files);
    if (before?.wrote && entry !== before) throw new Error(`${change.path} is changed twice`);
    if (entry) byPath.set(change.path, entry);
  }
  await blobs.settle();
  return [...byPath.values()];
}

/** @returns undefined for what is to be permitted and is gone by now: a file that comes there later is not ours to remove */
async function entryOf(change: FileChange, blobs: Blobs, files: Files): Promise<Entry | undefined> {
  const { path, kind } = change;
  if (kind === "permit" || kind === "make-directory") return rightsOf(path, kind, files);
  const seen = await look(path, files);
  if (!isAsSaid(change, seen)) throw changedMeanwhile([path]);
  const wrote: Content = kind === "remove" ? "absent" : { sha256: sha256(change.bytes) };
  if (seen.kind !== "file") return { path, original: { kind: "absent" }, wrote };
  await blobs.save(seen.bytes, seen.sha256);
  const { rights, changedAtNs } = seen;
  return { path, original: { kind: "file", sha256: seen.sha256, changedAtNs: `${changedAtNs}`, rights }, wrote };
}

function isAsSaid({ before }: { readonly before?: string }, seen: Seen): boolean {
  return before === undefined ? seen.kind === "absent" : seen.kind === "file" && seen.sha256 === before;
}

async function rightsOf(path: string, kind: "permit" | "make-directory", files: Files): Promise<Entry | undefined> {
  try {
    const { uid, gid, mode } = await files.lstat(path);
    return { path, original: { kind: "rights", rights: { uid, gid, mode: mode & 0o7777 } } };
  } catch (cause) {
    if (!isGone(cause)) throw cause;
    return kind === "permit" ? undefined : { path, original: { kind: "absent" }, wrote: "directory" };
  }
}
