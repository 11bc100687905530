/**
 * Probes look at what is really there. A verdict needs a control: a broker that is down refuses everybody, and proves nothing.
 * Invariant: `unknown` whenever the control fails; evidence never holds a secret.
 */
import type { Verdict } from "../model/finding.ts";
import type { BrokerIdentity, DashboardIdentity, DatabaseIdentity, Identity } from "../model/identity.ts";
import type { ServiceName } from "../model/name.ts";
import type { SecretRef } from "../model/secret.ts";

/** @template Seen what it looks at: a scene of this machine, or of a swarm */
export interface Probe<Seen = Scene> {
  /** What it proves, for example `refuses-anonymous`; also the name of its file, its tests and its page in docs/probes. */
  readonly id: string;
  /** The claim, a sentence that is true when the verdict is `pass`. */
  readonly claim: string;
  /** One observation per thing looked at; none when the stack has no such thing. */
  look(scene: Seen, signal: AbortSignal): Promise<readonly Observation[]>;
}

export interface Observation {
  readonly service?: ServiceName;
  readonly verdict: Verdict;
  readonly evidence: string;
  readonly remedy?: string;
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Name that the certificate must carry. */
  readonly serverName: string;
  /** How long one attempt may take, in milliseconds, where the way there is a long one. */
  readonly patienceMs?: number;
  /** Attempts under way at a time, where each costs the server's host a good part of what it can do. */
  readonly atOnce?: number;
}

/** Everything that the probes may look at, gathered by `wire.ts` from stack, engine and keys; tests build their own. */
export interface Scene {
  readonly brokers: readonly BrokerScene[];
  readonly databases: readonly DatabaseScene[];
  /** Edgeward's consoles; other dashboards are not asked. */
  readonly dashboards?: readonly DashboardScene[];
  readonly processes: readonly ProcessScene[];
  /** Every secret, data and log file or directory of the stack: absolute paths. */
  readonly privatePaths: readonly string[];
  /** Those of the private paths that keep everybody out by their own rights: what lies below has the rights that a program gave it. */
  readonly closed?: readonly string[];
  /** Uid that a private path should belong to, where that is not one for all. */
  readonly ownerOf?: (path: string) => number;
  /** Addresses that the stack says it listens on. Port 0: whichever was free. */
  readonly declared: readonly { readonly host: string; readonly port: number }[];
  /** PEM of the CA that signed the servers' certificates. */
  readonly ca: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  login(identity: Identity): Promise<Login>;
  secretsIn(bytes: Uint8Array): Promise<readonly SecretRef[]>;
  /** One of the secrets, to try the search on where no server has a login; absent: there is none beyond the logins. */
  readonly sample?: { readonly ref: SecretRef; readonly password: () => Promise<string> };
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface BrokerScene {
  readonly service: ServiceName;
  readonly endpoint: Endpoint;
  /** Ports on which the compose file offered clear text, and must not any more. */
  readonly clearText: readonly { readonly host: string; readonly port: number }[];
  /** All identities of this broker; the one owned by `operator` subscribes to everything and is the witness. */
  readonly identities: readonly BrokerIdentity[];
  /** Largest packet that the stack says it takes, fixed header included, in bytes; absent when it states no limit. */
  readonly packetLimitBytes?: number;
}

export interface DatabaseScene {
  readonly service: ServiceName;
  readonly endpoint: Endpoint;
  /** Pages about itself that the program shows to everybody whatever its settings say: told beforehand, and not tried. */
  readonly alwaysOpen?: readonly string[];
  readonly identities: readonly DatabaseIdentity[];
}

export interface DashboardScene {
  readonly service: ServiceName;
  readonly endpoint: Endpoint;
  /** Who may sign in; empty where the password is a person's own. */
  readonly identities: readonly DashboardIdentity[];
  /** It shows a certificate that a person brought, which is not held against the stack's CA. */
  readonly ownCertificate?: boolean;
}

export interface ProcessScene {
  readonly pid: number;
  readonly name: string;
  /** Services that it hosts; empty for the supervisor. */
  readonly services: readonly ServiceName[];
  /** Secret files that it must be able to read. */
  readonly ownFiles: readonly string[];
  /** Secret files of other processes' services, which it must not be able to read. */
  readonly othersFiles: readonly string[];
  /** Where it listens is its owner's affair, and nobody told us: its sockets are not judged. */
  readonly listensFreely?: boolean;
  /** Tries to open the paths with the process's own rights; absent where the process cannot be asked. */
  tryOpen?(paths: readonly string[], signal: AbortSignal): Promise<readonly boolean[]>;
}
