/** What the swarm knows of its nodes. @see Docker Engine API, NodeList */
import type { Docker } from "../../engine/docker/docker.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";

interface NodeAnswer {
  readonly ID: string;
  readonly Spec: {
    readonly Role: SwarmNode["role"];
    readonly Availability: SwarmNode["availability"];
    readonly Labels?: Readonly<Record<string, string>> | null;
  };
  readonly Description?: {
    readonly Hostname?: string;
    readonly Platform?: { readonly OS?: string; readonly Architecture?: string };
    readonly Engine?: { readonly EngineVersion?: string };
  };
  readonly Status?: { readonly State?: string; readonly Addr?: string };
  readonly ManagerStatus?: { readonly Leader?: boolean; readonly Addr?: string };
}

/** By host name. @param reach of a node's engine, where somebody gave it */
export async function readNodes(
  manager: Docker,
  reach: (id: string) => string | undefined,
  signal: AbortSignal,
): Promise<readonly SwarmNode[]> {
  const answers = await manager.ask<readonly NodeAnswer[]>("GET", "/nodes", { signal });
  return answers
    .map((answer) => nodeOf(answer, reach(answer.ID)))
    .sort((a, b) => (a.hostname < b.hostname ? -1 : a.hostname > b.hostname ? 1 : a.id < b.id ? -1 : 1));
}

function nodeOf({ ID, Spec, Description, Status, ManagerStatus }: NodeAnswer, reach: string | undefined): SwarmNode {
  return {
    id: ID,
    // A node that joins right now has said nothing of itself yet.
    hostname: Description?.Hostname ?? ID,
    role: Spec.Role,
    leader: ManagerStatus?.Leader === true,
    state: Status?.State ?? "unknown",
    availability: Spec.Availability,
    ip: ipOf(Status?.Addr, ManagerStatus?.Addr),
    release: Description?.Engine?.EngineVersion ?? "",
    platform: { os: Description?.Platform?.OS ?? "", architecture: Description?.Platform?.Architecture ?? "" },
    labels: Spec.Labels ?? {},
    ...(reach !== undefined && { reach }),
  };
}

/** A manager may see itself at 0.0.0.0, and says elsewhere where the others see it. */
function ipOf(seen = "", advertised = ""): string {
  if (seen !== "" && seen !== "0.0.0.0") return seen;
  return advertised.replace(/:\d+$/, "").replace(/^\[|\]$/g, "") || seen;
}
