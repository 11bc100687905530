/** What is wanted, what is there, and the steps between: the only words that `run`, `plan` and the engines exchange. */
import type { Launch } from "./launch.ts";
import type { ServiceName } from "./name.ts";

/**
 * A launch with hashes of all that it depends on: another `hash` means that the service must be started anew, other `secrets` that it must
 * read them again.
 */
export interface Wanted {
  readonly launch: Launch;
  readonly host: Host;
  /** SHA-256, hexadecimal, over the launch and the files that it reads once. */
  readonly hash: string;
  /** The same over the files that it can read again while it runs: passwords, rights, certificates. Absent: it has none. */
  readonly secrets?: string;
}

/** The process that hosts one or more services, and all that it may touch: the union of what they may. */
export interface Host {
  readonly name: string;
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Only an agent that runs a command may start one. */
  readonly mayStartPrograms: boolean;
  /** Only an agent that reads records from `-` is given the standard input of whoever starts it. */
  readonly takesInput: boolean;
}

export interface Observed {
  readonly services: readonly ServiceSeen[];
}

export interface ServiceSeen {
  readonly service: ServiceName;
  readonly hash: string;
  /** @see Wanted.secrets: as it read them last. */
  readonly secrets?: string;
  readonly pid: number;
  /** Name of the process that hosts it. */
  readonly process: string;
  /** The installed program behind it, when that is a process of its own. */
  readonly program?: { readonly pid: number; readonly process: string };
  readonly health: "starting" | "healthy" | "unhealthy";
  /** One line for people: what it waits for, or what it does. */
  readonly detail: string;
  /** Addresses it listens on. */
  readonly listens: readonly { readonly host: string; readonly port: number }[];
  readonly counters: Readonly<Record<string, number>>;
  /** Milliseconds since the epoch. */
  readonly sinceMs: number;
}

export type Step =
  | { readonly step: "start"; readonly wanted: Wanted }
  /** It runs, and reads its secret files again: nobody loses a connection over it whose password still counts. */
  | { readonly step: "reload"; readonly wanted: Wanted }
  | { readonly step: "stop"; readonly service: ServiceName; readonly why: string };
