/** Looks at a host before it becomes a node, and at the way between it and the manager. Changes nothing. */
import type { Docker } from "../../../engine/docker/docker.ts";
import type { Door, EngineFacts, HostFacts, HostLook, NodeFinding } from "../../../model/node-host.ts";
import { judgeClock } from "../../../plan/nodes/judge-clock.ts";
import { judgeNode } from "../../../plan/nodes/judge-node.ts";
import { moduleNames } from "../../../plan/nodes/kernel-modules.ts";
import { knockBothWays } from "./knock-both-ways.ts";
import type { NodeTools } from "./node-tools.ts";

export interface Preflight {
  readonly findings: readonly NodeFinding[];
  /** Of the host that is to become a node. */
  readonly host: HostFacts;
}

/** @see Docker, Getting started with swarm mode: open protocols and ports between the hosts */
const swarmDoors = (dataPathPort: number): readonly Door[] => [
  "tcp/2377",
  "tcp/7946",
  "udp/7946",
  `udp/${dataPathPort}`,
];

export interface Way {
  readonly manager: Docker;
  /** IP address that the manager advertises. */
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
  await using look = await tools.lookAt(engine, moduleNames, signal);
  const host = await look.facts(way?.ip, doors, signal);
  const own = ip ?? addressOf(host);
  const fresh = { engine: facts, host, fresh: true, ...(own !== undefined && { ip: own }) };
  const alone = judgeNode(fresh);
  const findings = way
    ? [...alone, ...(await between(tools, { look, facts, host, own }, way, doors, signal))]
    : [...alone, judgeClock(facts)];
  const detail = `${findings.filter(({ verdict }) => verdict === "pass").length} of ${findings.length} checks pass`;
  tools.tell({ event: "done", what: `looked at ${facts.hostname}`, tookMs: tools.clock.elapsed() - from, detail });
  return { findings, host };
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
  { manager, ip, asManager }: Way,
  doors: readonly Door[],
  signal: AbortSignal,
): Promise<readonly NodeFinding[]> {
  const theirs = await tools.engineFacts(manager, signal);
  await using other = await tools.lookAt(manager, moduleNames, signal);
  const seen = await other.facts(undefined, doors, signal);
  const known = judgeNode({ engine: theirs, host: seen, ip, fresh: false });
  const there = { name: theirs.hostname, ip, look: other };
  const here = { name: facts.hostname, ip: own, look, free: doors.filter((door) => !host.held.includes(door)) };
  return [
    ...known.filter(({ verdict }) => verdict !== "pass"),
    ...clocks(facts, theirs),
    ...(await knockBothWays(here, there, doors, asManager, signal)),
    {
      node: facts.hostname,
      check: "esp",
      verdict: "unknown",
      what: `whether ESP (protocol 50) passes between it and ${theirs.hostname} shows when an encrypted overlay is there`,
      remedy: "`edgeward verify` looks at it.",
    },
  ];
}

function clocks(facts: EngineFacts, manager: EngineFacts): readonly NodeFinding[] {
  const between = judgeClock(facts, manager);
  return between.verdict === "pass" ? [between, judgeClock(facts, undefined, "notice")] : [between];
}
