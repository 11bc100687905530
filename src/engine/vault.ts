/**
 * Changes of files, all or nothing: backed up before, undone after a crash, and undone whenever the person wants.
 * Invariants: nothing is changed before its original is safe on the disk; at most one set of changes is open; the first original of each
 * path is kept until `restore`, so that going back always leads to how the machine was found.
 */
import type { Rights } from "../model/machine.ts";

export type FileChange =
  /** `before`: SHA-256, hexadecimal, of what is there; absent: nothing is. A link is never replaced: give the path that it leads to. */
  | {
      readonly kind: "write";
      readonly path: string;
      readonly before?: string;
      readonly bytes: Uint8Array;
      readonly rights: Rights;
    }
  | { readonly kind: "remove"; readonly path: string; readonly before: string }
  | { readonly kind: "make-directory"; readonly path: string; readonly rights: Rights }
  /** Only owner, group and mode of what is there; of a directory, of itself alone. */
  | { readonly kind: "permit"; readonly path: string; readonly rights: Rights };

export interface Vault {
  /**
   * All that keeps the changes from being made, each with its path: not writable, no room, a link, no longer what `before` says. Nothing is
   * touched.
   */
  hindrances(changes: readonly FileChange[]): Promise<readonly Hindrance[]>;
  /** Notes what a crash left open, if anything. */
  open(): Promise<Opened | undefined>;
  /** Saves the originals, then a journal. @throws Fault "changed-meanwhile", "no-permission", "disk-full" with nothing changed */
  begin(changes: readonly FileChange[], notes: unknown): Promise<Opened>;
  /** Whether there is anything that `restore` would put back. */
  isEmpty(): Promise<boolean>;
  /** The files as they were found before the first change: what was written since by others is named, and stays unless `force`. */
  changedSince(): Promise<readonly string[]>;
  /**
   * Puts back everything, byte for byte, with owner, mode and time of change; removes what was made. Idempotent; resumes after a crash.
   * @param how `force`: also what others have written since, which is lost then
   * @throws Fault "changed-meanwhile" when others have written since, with nothing put back
   */
  restore(how?: { readonly force?: boolean }): Promise<Restored>;
}

/** Paths, in the order in which they were first changed. */
export interface Restored {
  readonly putBack: readonly string[];
  /** Made by us and gone again; a directory in which others keep something is not. */
  readonly removed: readonly string[];
}

export interface Opened {
  /** What the caller gave to `begin`: plain JSON, no secret in it. */
  readonly notes: unknown;
  /** Only right after `begin`: makes the changes, each written to a temporary file, fsync, rename. */
  apply(): Promise<void>;
  /** Keeps them. */
  commit(): Promise<void>;
  /**
   * As it was before `begin`. Idempotent; resumes after a crash.
   * @returns paths that others have written over meanwhile: theirs stays, and `restore` with `force` still knows the original
   */
  rollback(): Promise<readonly string[]>;
}

export interface Hindrance {
  readonly path: string;
  readonly why: "not-writable" | "no-room" | "link" | "changed" | "missing" | "not-a-file";
  /** For people. */
  readonly what: string;
  readonly remedy: string;
}
