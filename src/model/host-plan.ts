/**
 * What securing the programs on a machine would do, and what became of it: plain data, for people and for programs to see.
 * Invariants: no secret of ours is in it, only holes that name one; what a person's own files hold (`before`, `after`, `changes`) may be
 * one, so those are shown through `report` alone and are never logged or stored.
 */
import type { Change } from "./change.ts";
import type { Identity } from "./identity.ts";
import type { Account, ConfigFormat, Manager, ProgramKind, Rights } from "./machine.ts";
import type { Problem } from "./problem.ts";
import type { Hole, SecretRef } from "./secret.ts";

export interface HostPlan {
  readonly hostName: string;
  /** Names of the users and groups whose numbers `rights` have; root needs none. */
  readonly accounts: readonly Account[];
  /** Files that a person wrote, those that stay as they are left out. */
  readonly edits: readonly HostEdit[];
  readonly directories: readonly MadeDirectory[];
  readonly made: readonly MadeFile[];
  readonly permits: readonly Permit[];
  /** Users of the broker are lines of the files in `made`; their rights are told from these. */
  readonly identities: readonly Identity[];
  readonly databaseUsers: readonly DatabaseUser[];
  /** In the order in which it is done. */
  readonly restarts: readonly Restart[];
  /** What a person should look at, or has to do. */
  readonly notices: readonly Problem[];
}

export interface HostEdit {
  /** As the spans of the stack name it. */
  readonly path: string;
  /** The file that is written, where `path` is a link to it. */
  readonly real?: string;
  readonly format: ConfigFormat;
  /** "" for a file that is not there yet. */
  readonly before: string;
  readonly after: string;
  /** Those that change something in this file, in the order in which they are applied. */
  readonly changes: readonly Change[];
  /** Which of them each line comes from; absent: it is told below the diff only. */
  readonly reasons?: LineReasons;
}

/** By line number, from 1, the index in `changes`. */
export interface LineReasons {
  /** Lines of `after` that were not there so. */
  readonly made: readonly LineReason[];
  /** Lines of `before` that are no longer there so. */
  readonly gone: readonly LineReason[];
}

export interface LineReason {
  readonly line: number;
  readonly change: number;
}

export interface MadeDirectory {
  readonly path: string;
  readonly rights: Rights;
  readonly why: string;
}

export interface MadeFile {
  readonly path: string;
  readonly service: string;
  readonly parts: readonly (string | Hole)[];
  readonly rights: Rights;
  readonly why: string;
}

/** Only owner, group and mode change. */
export interface Permit {
  readonly path: string;
  readonly before: Rights;
  readonly after: Rights;
  readonly why: string;
}

export interface DatabaseUser {
  /** The database's service. */
  readonly server: string;
  readonly user: string;
  /** `all` is an administrator's right. @see InfluxDB 1.x, "Authentication and authorization" */
  readonly access: "all" | "read" | "write";
  /** Absent for an administrator. */
  readonly database?: string;
  readonly secret: SecretRef;
  /** A user of this name is there already and gets this password. */
  readonly isThere: boolean;
  readonly why: string;
}

export interface Restart {
  readonly program: ProgramKind;
  /** By whom; `nobody` means that the person has to do it. */
  readonly manager: Manager;
  /** False: it does not run now, and is not started. */
  readonly runs: boolean;
}

/** What `host secure` did, once it has been kept. */
export interface HostDone {
  readonly hostName: string;
  readonly changed: readonly string[];
  readonly made: readonly string[];
  readonly permitted: readonly string[];
  readonly databaseUsers: readonly string[];
  readonly restarted: readonly ProgramKind[];
  /** Programs that run with their old settings until a person starts them anew. */
  readonly byHand: readonly ProgramKind[];
  /** What the probes said; absent: nobody looked. */
  readonly verified?: { readonly passed: number; readonly failed: number; readonly unknown: number };
  /** Directory with the originals, which `host undo` puts back. */
  readonly backup: string;
  readonly notices: readonly Problem[];
}

/** What was put back: because the person wanted it, or because securing did not work out. */
export interface HostUndone {
  readonly hostName: string;
  /** What went wrong; absent: the person asked for it. */
  readonly because?: { readonly what: string; readonly remedy: string };
  readonly putBack: readonly string[];
  readonly removed: readonly string[];
  readonly restarted: readonly ProgramKind[];
  readonly byHand: readonly ProgramKind[];
  /** What stays as it is, though it is not as it was found, and why. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
}
