/** Hosts of a swarm, and how each is reached. */

export interface SwarmNode {
  /** As the swarm calls it, for as long as it is a member. */
  readonly id: string;
  readonly hostname: string;
  readonly role: "manager" | "worker";
  readonly leader: boolean;
  /** `ready`, `down`, `unknown`, `disconnected`. */
  readonly state: string;
  readonly availability: "active" | "pause" | "drain";
  /** IP address that the manager sees it at. */
  readonly ip: string;
  /** Docker Engine's release. */
  readonly release: string;
  readonly platform: { readonly os: string; readonly architecture: string };
  readonly labels: Readonly<Record<string, string>>;
  /** Address of its engine, as a person gave it; absent: nobody did, and we cannot look there. */
  readonly reach?: string;
}

/** Label of the zone that a node is in; a node without it counts as `core`. */
export const zoneLabel = "edgeward.zone";

/** What is known of a swarm beyond what it knows itself: how its nodes' engines are reached from here. Holds no secret. */
export interface NodeBook {
  /** Id of the swarm. */
  readonly swarm: string;
  readonly nodes: readonly { readonly id: string; readonly hostname: string; readonly reach: string }[];
}
