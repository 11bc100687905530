import { nodeMadeJson, showNodeMade } from "../../report/news/nodes.ts";
import { joinSwarm } from "../../run/swarm/nodes/join-swarm.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";
import { ipAddress, nodeLabels, zoneName } from "./node-request.ts";

interface JoinOptions {
  readonly host?: string;
  readonly advertiseAddr?: string;
  readonly zone?: string;
  readonly label?: readonly string[];
  readonly manager?: boolean;
  readonly preflight: boolean;
  readonly format: "text" | "json";
}

/** `edgeward node join`: a host is a further node of the swarm. */
export async function nodeJoin(
  options: JoinOptions,
  { tools, screen, signal }: Context,
  address = "",
): Promise<number> {
  const { advertiseAddr, zone } = options;
  const wish = {
    ...(advertiseAddr !== undefined && { advertise: ipAddress("--advertise-addr", advertiseAddr) }),
    ...(zone !== undefined && { zone: zoneName(zone) }),
    labels: nodeLabels(options.label ?? []),
    manager: options.manager === true,
    preflight: options.preflight,
  };
  const nodes = await tools.nodes(progress(screen));
  const manager = await nodes.address(options.host);
  const made = await joinSwarm(nodes, manager, await nodes.address(address), wish, signal);
  screen.out(options.format === "json" ? nodeMadeJson(made) : showNodeMade(made, screen));
  return made.node ? exit.done : exit.findingFailed;
}
