/** The programs that are installed on this machine: finds them, tries their settings, restarts them. It decides nothing. */
import type { Machine, Program, ProgramKind, Rights } from "../model/machine.ts";
import type { Problem } from "../model/problem.ts";

/** What the person says of their machine; what is not said is looked for. */
export interface HostWish {
  /** Configuration files by program, absolute: `--mosquitto-conf`, `--telegraf-conf`, `--influxdb-conf`, `--grafana-ini`, `--agent-env`. */
  readonly configs: Readonly<Partial<Record<ProgramKind, string>>>;
  /** Commands that restart a program, in words: for machines without a service manager. */
  readonly restarts: Readonly<Partial<Record<ProgramKind, readonly string[]>>>;
}

export interface HostFound {
  readonly machine: Machine;
  /** A file that was named and is not there, or that cannot be read. */
  readonly problems: readonly Problem[];
}

/**
 * A statement of InfluxQL. `unless`: the refusal that does not matter, since it says that this was done before. `without`: names that may
 * not stand first in any row of the answer.
 */
export type Telling =
  | string
  | { readonly text: string; readonly unless?: string; readonly without?: readonly string[] };

/** A file or directory as it lies there. */
export interface Seen {
  readonly path: string;
  readonly kind: "file" | "directory" | "link" | "other";
  readonly rights: Rights;
  /** SHA-256 of a file, hexadecimal, where it was asked for. */
  readonly digest?: string;
}

export interface HostEngine {
  find(wish: HostWish, signal: AbortSignal): Promise<HostFound>;
  /**
   * Whether the program takes the settings that lie in its files now, tried without touching the one that runs.
   * @returns what it complains about, in its own words without secrets; empty: it takes them; undefined: it cannot be tried here
   */
  tryOut(program: Program, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** These paths and all that lies below them, in order; what is not there is left out. @param digests also what is in the files */
  look(paths: readonly string[], digests: boolean, signal: AbortSignal): Promise<readonly Seen[]>;
  /** Whether the account that the program runs as can open each path for reading, tried by a process with its rights. */
  tryOpen(program: Program, paths: readonly string[], signal: AbortSignal): Promise<readonly boolean[]>;
  /** @throws Fault "start-failed" with the program's last words; "no-permission" */
  restart(program: Program, signal: AbortSignal): Promise<void>;
  stop(program: Program, signal: AbortSignal): Promise<void>;
  start(program: Program, signal: AbortSignal): Promise<void>;
  /** Lets it read its users anew without a restart (SIGHUP, for mosquitto). @see mosquitto(8), SIGNALS */
  reload(program: Program, signal: AbortSignal): Promise<void>;
  /**
   * Runs statements of InfluxQL (InfluxDB 1.x) while nobody else can reach the database: it is stopped, started apart from all networks,
   * told, and stopped again. The caller starts it.
   * @param statements may hold passwords: they go over a socket, never onto a command line
   * @throws Fault "start-failed" naming the number of the statement that was refused
   */
  tellDatabase(program: Program, statements: readonly Telling[], signal: AbortSignal): Promise<void>;
}
