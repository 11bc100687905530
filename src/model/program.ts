/** Programs installed on this machine that play a role in place of an embedded service (`x-edgeward.provider: system`). */

export type ProgramName = "mosquitto" | "influxd";

export interface Installed {
  readonly name: ProgramName;
  /** Absolute path. */
  readonly path: string;
  /** As the program says it: `2.0.11`, `1.6.7~rc0`. */
  readonly version: string;
}

/** What is installed here, of what was looked for. */
export type Programs = Readonly<Partial<Record<ProgramName, Installed>>>;

/** What the local engine starts in place of an embedded service. Invariant: paths of secret files, no secret. */
export interface ProgramRun extends Installed {
  /** Name of its process. */
  readonly process: string;
  /** The only directories of the stack that it goes on to see. */
  readonly opens: { readonly read: readonly string[]; readonly write: readonly string[] };
  readonly configFile: string;
  /** What stands in it. */
  readonly config: string;
  /** Sockets that the program insists on, bound where nobody can connect to them. Port 0: whichever is free. */
  readonly sealed: readonly { readonly host: string; readonly port: number }[];
  /** Who logs in to see whether it serves; absent where nobody has a login. */
  readonly check?: ProgramCheck;
  readonly firstUsers?: FirstUsers;
  /**
   * Path of the unix socket that it serves HTTP on: an embedded gate stands before it, at the service's address, in the service's process.
   * Absent: it serves by itself.
   */
  readonly gated?: string;
}

export interface ProgramCheck {
  readonly user: string;
  readonly passwordFile: string;
  readonly caFile: string;
}

/** How a database gets its users before anybody else can reach it: it is started apart, and reached over a unix socket alone. */
export interface FirstUsers {
  readonly configFile: string;
  readonly config: string;
  /** Path of the unix socket, in a directory that only its owner opens. */
  readonly socket: string;
  /** Name of the administrator. */
  readonly admin: string;
  /** File of statements, passwords among them. */
  readonly statementsFile: string;
  /** More statements, without secrets. */
  readonly statements: readonly string[];
  /** Says which statements the data have seen: a file beside them, so that it goes when they go. */
  readonly doneFile: string;
}
