/**
 * What is installed and running on this machine, as it was found: texts and facts, nothing interpreted.
 * Invariant: at most one program of each kind; no secret but what stands in a person's own files.
 */

export type ProgramKind = "mosquitto" | "telegraf" | "influxdb" | "grafana" | "agent";

/** In the order in which they are started: servers before their clients. */
export const programKinds: readonly ProgramKind[] = ["mosquitto", "influxdb", "telegraf", "grafana", "agent"];

export interface Machine {
  readonly hostName: string;
  /** Its own IP addresses, loopback left out. */
  readonly addresses: readonly string[];
  readonly programs: readonly Program[];
}

export interface Program {
  readonly kind: ProgramKind;
  /** How we came upon it, for people: `process 812`, `/usr/sbin/mosquitto`, `--telegraf-conf`. */
  readonly foundBy: string;
  /** Absolute path; absent: only its files are known. */
  readonly executable?: string;
  /** As the program says it, `2.0.11`; absent: nobody could be asked. */
  readonly version?: string;
  /** First the file that it starts from, then all that this one brings in, in the order in which the program reads them. */
  readonly configs: readonly ConfigText[];
  /** The user that it runs as once it has started. */
  readonly account: Account;
  readonly manager: Manager;
  /** Absent: it does not run. */
  readonly pid?: number;
}

export type ConfigFormat =
  | "mosquitto"
  | "telegraf"
  | "influxdb"
  | "grafana"
  | "environment"
  /** A `password_file` that is in use already; what stands in it are hashes. */
  | "mosquitto-users"
  /** An `acl_file` that is in use already. */
  | "mosquitto-acl";

export interface ConfigText {
  readonly format: ConfigFormat;
  /** Absolute, as the program or the person names it. */
  readonly path: string;
  /** Where the path leads when links are followed; this is the file that is edited. */
  readonly real: string;
  /** Text of the file; "" for one that is not there yet. */
  readonly text: string;
  readonly rights: Rights;
}

/** Who may do what with a file. */
export interface Rights {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
}

export interface Account {
  readonly user: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
}

/** Who starts and stops a program. */
export type Manager =
  /** @see systemctl(1) */
  | { readonly by: "systemd"; readonly unit: string }
  /** A script of System V's kind. @see service(8) */
  | { readonly by: "init"; readonly script: string }
  /** As the person told: words, without a shell. */
  | { readonly by: "command"; readonly restart: readonly string[] }
  /** Whoever started it has to start it again. */
  | { readonly by: "nobody" };
