import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Seen } from "../host-engine.ts";

/** These paths and all that lies below them, in order; links are not followed, and what ends meanwhile is left out. */
export async function look(paths: readonly string[], digests: boolean, signal: AbortSignal): Promise<readonly Seen[]> {
  const found: Seen[] = [];
  for (const path of paths) await visit(path, digests, found, signal);
  return found;
}

async function visit(path: string, digests: boolean, found: Seen[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const there = await lstat(path).catch(() => undefined);
  if (!there) return;
  const kind = there.isFile() ? "file" : there.isDirectory() ? "directory" : there.isSymbolicLink() ? "link" : "other";
  const digest = digests && kind === "file" ? await digestOf(path, signal) : undefined;
  const rights = { uid: there.uid, gid: there.gid, mode: there.mode & 0o7777 };
  found.push({ path, kind, rights, ...(digest === undefined ? {} : { digest }) });
  if (kind !== "directory") return;
  for (const name of (await readdir(path).catch(() => [])).toSorted())
    await visit(join(path, name), digests, found, signal);
}

async function digestOf(path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
    return hash.digest("hex");
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
