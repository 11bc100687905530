/** What there is to know of a host before it becomes a node, and who looks. */
import type { ApiVersion } from "./engine-api.ts";

/** What its engine says by itself. */
export interface EngineFacts {
  readonly hostname: string;
  readonly release: string;
  readonly api: ApiVersion;
  readonly rootless: boolean;
  /** Containers outlive the engine: a swarm takes no such engine. @see dockerd, --live-restore */
  readonly liveRestore: boolean;
  /** Milliseconds that its clock is ahead of ours, and how far that may be wrong: half of what the question took. */
  readonly clock: { readonly aheadMs: number; readonly withinMs: number };
}

/** What is seen from a container in the host's network. */
export interface HostFacts {
  readonly kernel: string;
  /** Modules that are loaded, that can be loaded and that are built in, as far as we asked for them. */
  readonly modules: readonly string[];
  /** Whether the kernel's list of modules could be read: else one that is not named above may be there. */
  readonly modulesKnown: boolean;
  /** IPv4, none of loopback's and none of Docker's own bridges. */
  readonly addresses: readonly { readonly device: string; readonly ip: string; readonly mtu: number }[];
  /** Its own address on the way to the manager. */
  readonly source?: string;
  /** Bytes that are free where containers are kept. */
  readonly freeBytes: number;
  /** Doors that somebody holds already. */
  readonly held: readonly Door[];
}

export type Door = `${"tcp" | "udp"}/${number}`;

/** A container in a host's network, for looking and knocking. Gone when it is disposed of. */
export interface HostLook extends AsyncDisposable {
  /** @param towards IP address of the manager */
  facts(towards: string | undefined, doors: readonly Door[], signal: AbortSignal): Promise<HostFacts>;
  /** Opens these TCP ports, as long as it is there. */
  listen(ports: readonly number[], signal: AbortSignal): Promise<Listening>;
  /** What the host's kernel has counted so far. */
  arrivals(signal: AbortSignal): Promise<Arrivals>;
  /** Sends a handful of datagrams there. @returns how many the host has sent meanwhile */
  strew(ip: string, port: number, signal: AbortSignal): Promise<number>;
  /**
   * Sends a handful of ESP packets there, which nobody has a key for. The host's own connections are left alone.
   * @returns how many its kernel has made; 0 where it cannot
   */
  esp(ip: string, signal: AbortSignal): Promise<number>;
  /** At all of these TCP doors at once. */
  knock(ip: string, doors: readonly Door[], signal: AbortSignal): Promise<ReadonlyMap<Door, Knocked>>;
}

/** Packets to the host that had passed its firewall: what that drops is in no number here. */
export interface Arrivals {
  /** UDP datagrams that somebody took. */
  readonly datagrams: number;
  /** UDP datagrams to ports that nobody holds. */
  readonly strays: number;
  /** ESP packets that no key is there for. Undefined: its kernel does not count them. */
  readonly esp?: number;
}

interface Listening {
  /** Where somebody came in, as soon as they are that many; a few seconds after the last knock in any case. */
  heard(most: number): Promise<readonly Door[]>;
}

/** `open`: it was answered; `refused`: it was turned away, or nothing came back. */
export type Knocked = "open" | "refused";

/** `notice`: it works, and a person should know. */
export interface NodeFinding {
  /** Host name. */
  readonly node: string;
  readonly check: NodeCheck;
  readonly verdict: "pass" | "notice" | "fail" | "unknown";
  readonly what: string;
  /** For all but `pass`. */
  readonly remedy?: string;
}

export type NodeCheck =
  | "engine"
  | "kernel-modules"
  | "ports"
  | "esp"
  | "clock"
  | "mtu"
  | "disk"
  | "host-name"
  | "address";
