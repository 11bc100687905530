/**
 * What the local engine is told to run: one record per service, with paths of files in place of secrets.
 * Invariant: plain JSON, no secret in it, so that it can be hashed, stored and sent to the process that hosts the service.
 */
import type { HostMetrics, LineSource, RecordSource } from "./collect.ts";
import type { ServiceName } from "./name.ts";
import type { ProgramRun } from "./program.ts";

export type Launch = BrokerLaunch | IngestLaunch | DatabaseLaunch | AgentLaunch | DashboardLaunch;

interface Common {
  readonly service: ServiceName;
  /** Services that must be healthy before this one starts. */
  readonly needs: readonly ServiceName[];
  /** Name of the process that hosts it; services with the same name share one. */
  readonly process: string;
  /** The only paths that the service may open for reading or writing, besides the program itself. */
  readonly opens: { readonly read: readonly string[]; readonly write: readonly string[] };
}

export interface Listen {
  /** IP address. */
  readonly host: string;
  /** 1–65535; 0 takes a free one (tests). */
  readonly port: number;
}

/** PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface BrokerLaunch extends Common {
  readonly role: "broker";
  readonly listeners: readonly Listen[];
  /** Required by type: there is no way to say "clear text". */
  readonly tls: TlsFiles;
  /** Lines `user:$7$…` as mosquitto_passwd(1) writes them. */
  readonly passwordFile: string;
  /** mosquitto's acl_file: `user`, `topic read|write|readwrite` (man mosquitto.conf). */
  readonly aclFile: string;
  readonly limits: BrokerLimits;
  /** Absolute directory for retained messages and sessions; absent keeps them in memory. */
  readonly dataDir?: string;
  /**
   * The ingest service in the same process that takes its messages: until it is there, no message that it might want is acknowledged.
   * Absent: messages that come before any ingest service has been seen go to subscribers alone.
   */
  readonly ingest?: ServiceName;
  /** Absent: the embedded broker. */
  readonly program?: ProgramRun;
}

export interface BrokerLimits {
  /** Largest packet, fixed header included, in bytes. */
  readonly packetBytes: number;
  /** Connections at a time. */
  readonly connections: number;
  /** Messages waiting for one client (offline session, or one that does not read). */
  readonly queuedMessages: number;
  /** Bytes waiting for one client. */
  readonly queuedBytes: number;
  /** Time for a CONNECT to arrive after the TCP connection, in milliseconds. */
  readonly connectMs: number;
}

export interface IngestLaunch extends Common {
  readonly role: "ingest";
  readonly inputs: readonly IngestInput[];
  readonly broker: ServiceName;
  readonly store: ServiceName;
  /** Absent: the broker is in the same process, and hands its messages over. */
  readonly link?: ServerLogin & { readonly clientId: string; readonly packetBytes: number };
  /** Absent: the database is in the same process. */
  readonly writer?: ServerLogin;
  /** InfluxDB 1.x database that points go to. */
  readonly database: string;
}

/** A server of another process, and who logs in there. */
export interface ServerLogin {
  readonly host: string;
  readonly port: number;
  /** Name that its certificate must carry. */
  readonly serverName: string;
  readonly caFile: string;
  readonly user: string;
  readonly passwordFile: string;
}

/** One `[[inputs.mqtt_consumer]]` of a telegraf.conf. */
export interface IngestInput {
  readonly topics: readonly string[];
  readonly qos: 0 | 1 | 2;
  /** Tag that takes the topic; "" for none. Telegraf's default is `topic`. */
  readonly topicTag: string;
  /** Measurement name in place of the format's own; JSON's default is `mqtt_consumer`. */
  readonly nameOverride?: string;
  /** `[inputs.mqtt_consumer.tags]`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly format: { readonly name: "influx" } | JsonFormat;
}

/** Telegraf's `data_format = "json"`. */
export interface JsonFormat {
  readonly name: "json";
  readonly tagKeys: readonly string[];
  readonly stringFields: readonly string[];
  readonly nameKey?: string;
  readonly query?: string;
  readonly timeKey?: string;
  /** `unix`, `unix_ms`, `unix_us`, `unix_ns`, or a Go reference layout such as `2006-01-02T15:04:05Z07:00`. */
  readonly timeFormat?: string;
  /** `json_strict`: one bad object in an array rejects the whole message. Telegraf's default is true. */
  readonly strict: boolean;
}

export interface DatabaseLaunch extends Common {
  readonly role: "database";
  readonly listeners: readonly Listen[];
  readonly tls: TlsFiles;
  /** Lines `user:$7$…:read|write:database`. */
  readonly userFile: string;
  readonly dataDir: string;
  /** Points older than this are removed, in seconds; absent keeps them. */
  readonly retentionS?: number;
  /** Absent: the embedded database. */
  readonly program?: ProgramRun;
}

export interface AgentLaunch extends Common {
  readonly role: "agent";
  readonly broker: {
    readonly host: string;
    readonly port: number;
    readonly serverName: string;
    readonly caFile: string;
  };
  readonly user?: string;
  /** File with the password alone; absent: the agent says that it has none, and keeps trying. */
  readonly passwordFile?: string;
  readonly clientId: string;
  readonly sources: readonly AgentSource[];
  /** Directory of the on-disk buffer. */
  readonly bufferDir: string;
  readonly bufferLimitBytes: number;
}

/** The console, beside the database that it shows. */
export interface DashboardLaunch extends Common {
  readonly role: "dashboard";
  /** One: the console listens on no more. */
  readonly listeners: readonly [Listen];
  readonly console: ConsoleLaunch;
}

/** What a console is told, wherever it is played. */
export interface ConsoleLaunch {
  readonly role: "console";
  /** Absent host: every address of the machine. */
  readonly listen: { readonly host?: string; readonly port: number };
  readonly tls: TlsFiles;
  /** The one login. */
  readonly user: string;
  readonly passwordFile: string;
  readonly database: ServerLogin & { readonly name: string };
}

/** What an installed program plays, in place of an embedded service. */
export type ProgramLaunch = (BrokerLaunch | DatabaseLaunch) & { readonly program: ProgramRun };

export const runsProgram = (launch: Launch): launch is ProgramLaunch =>
  "program" in launch && launch.program !== undefined;

/** What the ingest service expects on the topic decides the wire format. */
export type AgentSource = { readonly format: "json" | "influx" } & (
  | ({ readonly source: "host" } & HostMetrics)
  | ({ readonly source: "records" } & RecordSource)
  | ({ readonly source: "lines" } & LineSource)
);

/** A service that this engine cannot run, and what it would need. */
export interface Unrunnable {
  readonly service: ServiceName;
  readonly role: string;
  readonly needs: string;
}
