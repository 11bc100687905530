import { Fault } from "../../model/fault.ts";
import { nodeMadeJson, showNodeMade } from "../../report/news/nodes.ts";
import { initSwarm } from "../../run/swarm/nodes/init-swarm.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";
import { dataPathPort, ipAddress, zoneName } from "./node-request.ts";

interface InitOptions {
  readonly host?: string;
  readonly advertiseAddr?: string;
  readonly dataPathAddr?: string;
  readonly dataPathPort: string;
  readonly autolock?: boolean;
  readonly zone?: string;
  readonly preflight: boolean;
  readonly format: "text" | "json";
}

/** `edgeward node init`: a host is the first manager of a swarm. */
export async function nodeInit(
  options: InitOptions,
  { tools, screen, signal }: Context,
  named?: string,
): Promise<number> {
  if (named !== undefined && options.host !== undefined) {
    throw new Fault("bad-command-line", "the engine is named twice", "Leave out -H, or the address.");
  }
  const { advertiseAddr, dataPathAddr, zone } = options;
  const wish = {
    ...(advertiseAddr !== undefined && { advertise: ipAddress("--advertise-addr", advertiseAddr) }),
    ...(dataPathAddr !== undefined && { dataPath: ipAddress("--data-path-addr", dataPathAddr) }),
    dataPathPort: dataPathPort(options.dataPathPort),
    autolock: options.autolock === true,
    ...(zone !== undefined && { zone: zoneName(zone) }),
    preflight: options.preflight,
  };
  const nodes = await tools.nodes(progress(screen));
  const made = await initSwarm(nodes, await nodes.address(named ?? options.host), wish, signal);
  screen.out(options.format === "json" ? nodeMadeJson(made) : showNodeMade(made, screen));
  return made.node ? exit.done : exit.findingFailed;
}
