/**
 * A stack as the compose file(s) say it, every value with its place.
 * Invariants: readonly all the way down; only `harden/apply.ts` makes a changed one; nothing here knows an engine.
 */
import type { Collect } from "./collect.ts";
import type { ServiceName } from "./name.ts";
import type { Role } from "./role.ts";
import type { ConfigFile } from "./setting.ts";
import type { Located, Span } from "./span.ts";

export interface Stack {
  /** Compose project name: `name:`, or the directory's. */
  readonly name: string;
  /** The compose files, in the order they were given. */
  readonly files: readonly string[];
  readonly services: readonly Service[];
  readonly volumes: readonly Volume[];
  readonly policy: Policy;
}

/** A program installed on the machine itself, in place of a container. */
interface OnMachine {
  /** Absolute directory of the service's own files, which its account alone may open. */
  readonly ownFiles: string;
  /** Host names and addresses that mean it: `localhost`, the machine's own. */
  readonly names: readonly string[];
}

export interface Service {
  readonly name: ServiceName;
  readonly at: Span;
  readonly image?: Located<string>;
  readonly role: Role;
  /** Why we think so, for people: `image eclipse-mosquitto`, `x-edgeward.role`. */
  readonly roleFrom: string;
  readonly provider: "embedded" | "system";
  readonly command?: Located<readonly string[]>;
  readonly environment: readonly EnvVar[];
  readonly ports: readonly Port[];
  readonly mounts: readonly Mount[];
  readonly dependsOn: readonly Located<ServiceName>[];
  /** Compose `secrets:` granted to the service, by source name. */
  readonly grants: readonly Located<string>[];
  /** Configuration files of the service's program that a bind mount brings in and that we can read. */
  readonly configs: readonly ConfigFile[];
  /** Topic filters from `x-edgeward`, or inferred. */
  readonly publish: readonly Located<string>[];
  readonly subscribe: readonly Located<string>[];
  /** Address that its published ports may listen on, from `x-edgeward.listen`: loopback unless told otherwise. */
  readonly listen?: Located<string>;
  /** What an agent collects, from `x-edgeward.collect`. */
  readonly collect?: Collect;
  /** Absent: it runs in a container. */
  readonly onMachine?: OnMachine;
}

export interface EnvVar {
  readonly name: string;
  readonly value: string;
  readonly at: Span;
}

export interface Port {
  /** Port inside the container, 1–65535. */
  readonly target: number;
  /** Port on the host; absent when the engine is to choose, or when it is only exposed. */
  readonly published?: number;
  /** Host address to listen on; absent means every address, as in compose. */
  readonly hostIp?: string;
  readonly protocol: "tcp" | "udp";
  readonly at: Span;
}

export interface Mount {
  readonly kind: "bind" | "volume" | "tmpfs";
  /** Host path (bind, resolved against the compose file's directory) or volume name; absent for an anonymous volume or tmpfs. */
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly at: Span;
}

export interface Volume {
  readonly name: string;
  readonly at: Span;
  /** Mode of the data directory, from `x-edgeward.mode`, for example 0o700. */
  readonly mode?: number;
}

/** `x-edgeward.policy`. Absent fields take the measures' defaults. */
export interface Policy {
  /** Largest MQTT packet, in bytes. */
  readonly packetLimitBytes?: number;
  /** Clients connected at a time. */
  readonly connectionLimit?: number;
  /** Messages waiting for one client. */
  readonly queueLimit?: number;
  /** How long points are kept, in seconds; absent keeps them for ever. */
  readonly retentionS?: number;
}

export function havingRole(stack: Stack, role: Role): readonly Service[] {
  return stack.services.filter((service) => service.role === role);
}
