/** What is at a path now. Links are looked at, never followed. */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import type { Files } from "../../../disk/files.ts";
import type { Rights } from "../../../model/machine.ts";
import type { Content } from "./store/ledger.ts";

interface FileSeen {
  readonly kind: "file";
  readonly sha256: string;
  readonly bytes: Buffer;
  readonly rights: Rights;
  /** Nanoseconds since 1970. */
  readonly changedAtNs: bigint;
}

export type Seen =
  | FileSeen
  | { readonly kind: "absent" }
  | { readonly kind: "directory"; readonly rights: Rights }
  /** A link, a socket, a device, a pipe. */
  | { readonly kind: "other" };

/** A link that came since the last look is not followed, and a pipe does not make us wait. */
export const carefully = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** @throws what the system says when it is there but cannot be read */
export async function look(path: string, files: Files): Promise<Seen> {
  const kind = await kindOf(path, files);
  if (kind === "absent" || kind === "other") return { kind };
  await using file = await files.open(path, carefully);
  const { uid, gid, mode, mtimeNs } = await file.stat({ bigint: true });
  const rights = { uid: Number(uid), gid: Number(gid), mode: Number(mode) & 0o7777 };
  if (kind === "directory") return { kind, rights };
  const bytes = await file.readFile();
  return { kind, bytes, sha256: sha256(bytes), rights, changedAtNs: mtimeNs };
}

async function kindOf(path: string, files: Files): Promise<Seen["kind"]> {
  try {
    const found = await files.lstat(path);
    return found.isFile() ? "file" : found.isDirectory() ? "directory" : "other";
  } catch (cause) {
    if (isGone(cause)) return "absent";
    throw cause;
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Also when what should be a directory on the way to it is none. */
export function isGone(cause: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "");
}

export function holds(seen: Seen, content: Content): boolean {
  return typeof content === "string" ? seen.kind === content : seen.kind === "file" && seen.sha256 === content.sha256;
}
