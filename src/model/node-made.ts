/** What became of a host that was to be a node. */
import type { NodeFinding } from "./node-host.ts";

export interface Made {
  readonly findings: readonly NodeFinding[];
  /** Absent: a finding failed, and nothing was done. */
  readonly node?: {
    readonly swarm: string;
    readonly id: string;
    readonly hostname: string;
    readonly role: "manager" | "worker";
    /** It was none of this swarm's nodes before. */
    readonly isNew: boolean;
    /** File with the key that opens it after a restart. */
    readonly unlockKey?: string;
  };
}
