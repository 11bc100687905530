/** What an engine is in a swarm, if it is in one. */
import type { Docker } from "../../engine/docker/docker.ts";

export type Membership =
  | { readonly is: "nothing" }
  | { readonly is: "manager"; readonly swarm: string; readonly node: string }
  | {
      readonly is: "worker";
      readonly node: string;
      /** `10.0.0.1:2377` */
      readonly managers: readonly string[];
    }
  | { readonly is: "locked" }
  | { readonly is: "failing"; readonly why: string; readonly remedy: string };

/** @see Docker Engine API, SystemInfo: SwarmInfo */
interface InfoAnswer {
  readonly Swarm?: {
    readonly LocalNodeState?: string;
    readonly ControlAvailable?: boolean;
    readonly NodeID?: string;
    readonly Error?: string;
    readonly Cluster?: { readonly ID?: string } | null;
    readonly RemoteManagers?: readonly { readonly NodeID: string; readonly Addr: string }[] | null;
  };
}

export async function membershipOf(engine: Docker, signal: AbortSignal): Promise<Membership> {
  const { Swarm: said } = await engine.ask<InfoAnswer>("GET", "/info", { signal });
  const node = said?.NodeID ?? "";
  switch (said?.LocalNodeState ?? "inactive") {
    case "inactive":
      return { is: "nothing" };
    case "locked":
      return { is: "locked" };
    case "active":
      if (said?.ControlAvailable !== true) {
        return { is: "worker", node, managers: (said?.RemoteManagers ?? []).map(({ Addr }) => Addr) };
      }
      if (said.Cluster?.ID) return { is: "manager", swarm: said.Cluster.ID, node };
      return {
        is: "failing",
        why: said.Error || "it finds no leader",
        remedy: "See that more than half of the managers are up and reach each other on port 2377.",
      };
    case "pending":
      return {
        is: "failing",
        why: said?.Error || "it is still joining",
        remedy: "Wait for it; if it stays so, see that it reaches a manager on port 2377.",
      };
    default:
      return {
        is: "failing",
        why: said?.Error || "it does not say why",
        remedy: "See `journalctl -u docker` there; `docker swarm leave --force` takes the engine out.",
      };
  }
}
