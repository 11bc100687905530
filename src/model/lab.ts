/** A lab: several hosts on one computer, each with a Docker Engine of its own, for trying a swarm. */

/** Debian releases that a guest can be made of, and the Docker Engine in each. */
export const labSuites = { trixie: "Docker Engine 26.1, API 1.45", bookworm: "Docker Engine 20.10, API 1.41" } as const;
export type LabSuite = keyof typeof labSuites;

/** More would be no lab any more. */
export const mostHosts = 20;

export interface LabHost {
  /** `manager`, `worker-1`, … */
  readonly name: string;
  /** IPv4, on the link that only the hosts of this lab have. */
  readonly address: string;
  readonly mac: string;
}

export interface LabWish {
  readonly name: string;
  /** How many; absent: as many as there are, two at first. */
  readonly hosts?: number;
  /** Of each host, in MiB; of those that run already it stays as it is. */
  readonly memoryMiB: number;
  /** Absent: what the lab has, trixie at first. */
  readonly suite?: LabSuite;
  /** Where root images are kept. */
  readonly cache: string;
  /** Debian mirror; absent: the one that this machine uses. */
  readonly mirror?: string;
}

export interface LabHostSeen extends LabHost {
  /** Of its Docker Engine, on this machine: `docker -H unix://…`. */
  readonly socket: string;
  /** Version of its Docker Engine. */
  readonly engine: string;
}

export interface LabDown {
  readonly name: string;
  /** Whether there was a lab at all; else only images are gone. */
  readonly wasThere: boolean;
  /** Its hosts, as far as they are known. */
  readonly hosts: readonly string[];
  /** Bytes of images that were removed; undefined when they were to stay. */
  readonly imageBytes?: number;
}

export type LabNews =
  | { readonly event: "began"; readonly what: string }
  | { readonly event: "done"; readonly what: string; readonly tookMs: number; readonly detail?: string };

/** What a Vagrantfile says of its machines. */
export interface VagrantWish {
  readonly hosts: number;
  /** Of each, in MiB. */
  readonly memoryMiB: number;
  readonly cpus: number;
}

export interface Labs {
  /** Hosts that run are kept, others are started, on the disk that they had. @throws Fault */
  up(wish: LabWish, signal: AbortSignal): Promise<readonly LabHostSeen[]>;
  /** As ssh does: a shell without a command; the words of a command are put together for the shell there. @returns its exit status */
  shell(lab: string, host: string, command: readonly string[], signal: AbortSignal): Promise<number>;
  /**
   * Ends what `up` started and removes what it made.
   * @param images directory of root images to remove too
   * @returns undefined when there is no such lab and no image
   */
  down(lab: string, images: string | undefined, signal: AbortSignal): Promise<LabDown | undefined>;
  /** For those who have Vagrant. */
  vagrantfile(wish: VagrantWish): { readonly text: string; readonly manager: LabHost };
}
