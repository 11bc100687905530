/** Looks at a host before it becomes a node, and at the ways between it and the nodes. What it needs for that is gone afterwards. */
import type { Docker } from "../../../../engine/docker/docker.ts";
import type { Door, EngineFacts, HostFacts, HostLook, NodeFinding } from "../../../../model/node-host.ts";
import { judgeClock } from "../../../../plan/nodes/judge-clock.ts";
import { judgeNode } from "../../../../plan/nodes/judge-node.ts";
import { moduleNames } from "../../../../plan/nodes/kernel-modules.ts";
import type { Swarm } from "../../swarm-tools.ts";
import type { NodeTools } from "../node-tools.ts";
import { type Doors, knockBothWays } from "./knock-both-ways.ts";
import { opened } from "./opened.ts";
import { waysToOthers } from "./ways-to-others.ts";

export interface Preflight {
  readonly findings: readonly NodeFinding[];
  /** Of the host that is to become a node. */
  readonly host: HostFacts;
}

/** @see Docker, Getting started with swarm mode: open protocols and ports between the hosts */
const swarmDoors = (dataPathPort: number): Doors => ({
  tcp: ["tcp/2377", "tcp/7946"],
  udp: ["udp/7946", `udp/${dataPathPort}`],
  overlay: `udp/${dataPathPort}`,
});

export interface Way {
  readonly swarm: Swarm;
  /** IP address that its manager advertises. */
  readonly ip: string;
  /** The new node is to be a manager, too. */
  readonly asManager: boolean;
}

/** @param ip the host's own address, where a person names it @param way absent: it makes a swarm of its own */
export async function preflight(
  tools: NodeTools,
  engine: Docker,
  ip: string | undefined,
  dataPathPort: number,
  way: Way | undefined,
  signal: AbortSignal,
): Promise<Preflight> {
  const from = tools.clock.elapsed();
  const doors = swarmDoors(dataPathPort);
  const facts = await tools.engineFacts(engine, signal);
  const { host, own, findings: near } = await looked(tools, { engine, facts, ip }, doors, way, signal);
  const free = allOf(doors).filter((door) => !host.held.includes(door));
  const newcomer = { engine, name: facts.hostname, ip: own, free, asManager: way?.asManager === true };
  const far = way ? await waysToOthers(tools, way.swarm, newcomer, doors, signal) : [];
  const findings = [...near, ...far];
  const detail = `${findings.filter(({ verdict }) => verdict === "pass").length} of ${findings.length} checks pass`;
  tools.tell({ event: "done", what: `looked at ${facts.hostname}`, tookMs: tools.clock.elapsed() - from, detail });
  return { findings, host };
}

const allOf = ({ tcp, udp }: Doors): readonly Door[] => [...tcp, ...udp];

interface Asked {
  readonly engine: Docker;
  readonly facts: EngineFacts;
  readonly ip: string | undefined;
}

async function looked(
  tools: NodeTools,
  { engine, facts, ip }: Asked,
  doors: Doors,
  way: Way | undefined,
  signal: AbortSignal,
) {
  // Starting containers is what takes the time: all of them at once.
  await using open = await opened({
    look: tools.lookAt(engine, moduleNames, way !== undefined, signal),
    other: way && tools.lookAt(way.swarm.manager, moduleNames, true, signal),
  });
  const { look, other } = open.all;
  const host = await look.facts(way?.ip, allOf(doors), signal);
  const own = ip ?? addressOf(host);
  const fresh = { engine: facts, host, fresh: true, ...(own !== undefined && { ip: own }) };
  const alone = judgeNode(fresh);
  const findings =
    way && other
      ? [...alone, ...(await between(tools, { look, facts, host, own }, { ...way, other }, doors, signal))]
      : [...alone, judgeClock(facts)];
  return { host, own, findings };
}

/** The one that it has on the way to the manager, or the only one that it has. */
export const addressOf = ({ source, addresses }: HostFacts): string | undefined =>
  source ?? (addresses.length === 1 ? addresses[0]?.ip : undefined);

interface Newcomer {
  readonly look: HostLook;
  readonly facts: EngineFacts;
  readonly host: HostFacts;
  readonly own: string | undefined;
}

async function between(
  tools: NodeTools,
  { look, facts, host, own }: Newcomer,
  { swarm, ip, asManager, other }: Way & { readonly other: HostLook },
  doors: Doors,
  signal: AbortSignal,
): Promise<readonly NodeFinding[]> {
  const theirs = await tools.engineFacts(swarm.manager, signal);
  const all = allOf(doors);
  const seen = await other.facts(undefined, all, signal);
  const known = judgeNode({ engine: theirs, host: seen, ip, fresh: false });
  const there = { name: theirs.hostname, ip, held: seen.held, hasMore: seen.addresses.length > 1, look: other };
  const here = { name: facts.hostname, ip: own, look, free: all.filter((door) => !host.held.includes(door)) };
  return [
    ...known.filter(({ verdict }) => verdict !== "pass"),
    ...clocks(facts, theirs),
    ...(await knockBothWays(here, there, doors, asManager, tools.clock, signal)),
  ];
}

function clocks(facts: EngineFacts, manager: EngineFacts): readonly NodeFinding[] {
  const between = judgeClock(facts, manager);
  return between.verdict === "pass" ? [between, judgeClock(facts, undefined, "notice")] : [between];
}
