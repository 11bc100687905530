/**
 * A further node. The token goes from one engine's API to the other's, and is worth nothing afterwards.
 * Invariant: no task is put there before its labels say which; until then it is paused. Without a zone it would count as core, and get what
 * core services run with, their secrets too.
 */
import { type Docker, EngineRefusal } from "../../../engine/docker/docker.ts";
import type { EngineAddress } from "../../../model/engine-address.ts";
import { Fault } from "../../../model/fault.ts";
import type { NodeFinding } from "../../../model/node-host.ts";
import type { Made } from "../../../model/node-made.ts";
import { type SwarmNode, zoneLabel } from "../../../model/swarm-node.ts";
import { membershipOf } from "../membership.ts";
import { openSwarm } from "../open-swarm.ts";
import type { Swarm } from "../swarm-tools.ts";
import { lendToken, takeBackTokens } from "./lent-token.ts";
import { labelsOf, markNode, writeDown } from "./mark-node.ts";
import type { NodeTools } from "./node-tools.ts";
import { addressOf, preflight } from "./preflight/preflight.ts";

export interface JoinWish {
  readonly advertise?: string;
  /** Absent: what it has stays, and a new node is `device`. */
  readonly zone?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly manager: boolean;
  readonly preflight: boolean;
}

/** Milliseconds until a new node has shown itself to the manager. */
const readyMs = 90_000;
const lookEveryMs = 500;

/** Idempotent: a node stays one. @param to a manager @throws Fault */
export async function joinSwarm(
  tools: NodeTools,
  to: EngineAddress,
  address: EngineAddress,
  wish: JoinWish,
  signal: AbortSignal,
): Promise<Made> {
  await using swarm = await openSwarm(tools, to, signal);
  await using engine = await tools.connect(address, signal);
  const known = await nodeOf(engine, swarm, signal);
  let findings: readonly NodeFinding[] = [];
  let id = known?.id;
  if (id === undefined) {
    const settings = await settingsOf(swarm.manager, signal);
    const way = { swarm, ip: settings.ip, asManager: wish.manager };
    const port = settings.dataPathPort;
    const seen = wish.preflight ? await preflight(tools, engine, wish.advertise, port, way, signal) : undefined;
    findings = [...(seen?.findings ?? []), ...(await namesakes(tools, engine, swarm, signal))];
    if (findings.some(({ verdict }) => verdict === "fail")) return { findings };
    const ip = wish.advertise ?? (seen && addressOf(seen.host));
    const isOwn = seen?.host.addresses.some((one) => one.ip === ip) === true;
    await admit(tools, swarm.manager, engine, { wish, settings, ip, listen: isOwn && ip ? ip : "0.0.0.0" }, signal);
  }
  // A run that was killed may have joined this one or another, and have renewed nothing.
  await takeBack(tools, swarm.manager, signal);
  id ??= await shown(tools, engine, swarm, signal);
  const isUnfinished = known === undefined || isHeldBack(known);
  const zone = wish.zone ?? (isUnfinished ? "device" : undefined);
  const marks = {
    labels: labelsOf(zone, wish.labels),
    ...(wish.manager && { role: "manager" as const }),
    ...(isUnfinished && { availability: "active" as const }),
  };
  await markNode(swarm.manager, id, marks, signal);
  const { hostname } = await tools.engineFacts(engine, signal);
  await writeDown(tools.book, swarm.id, { id, hostname, reach: engine.address });
  const role = wish.manager ? "manager" : (known?.role ?? "worker");
  return { findings, node: { swarm: swarm.id, id, hostname, role, isNew: known === undefined } };
}

/** A run that was killed has left it so: whoever pauses a node of ours finds a zone on it. */
const isHeldBack = ({ availability, labels }: SwarmNode): boolean =>
  availability === "pause" && labels[zoneLabel] === undefined;

/** @returns the node that this engine is already @throws Fault when it is one of another swarm */
async function nodeOf(engine: Docker, swarm: Swarm, signal: AbortSignal): Promise<SwarmNode | undefined> {
  const member = await membershipOf(engine, signal);
  if (member.is === "nothing") return undefined;
  if (member.is === "locked") {
    const remedy = `Unlock it: edgeward node unlock ${engine.address}`;
    throw new Fault("not-ready", `${engine.address} is a manager of a swarm, and locked`, remedy);
  }
  if (member.is === "failing") {
    const what = `${engine.address} cannot take part in the swarm that it is in, or joins: ${member.why}`;
    throw new Fault("not-ready", what, member.remedy);
  }
  const found = (await swarm.nodes(signal)).find(({ id }) => id === member.node);
  if (found) return found;
  throw new Fault(
    "not-ready",
    `${engine.address} is a ${member.is} of another swarm`,
    `Take it out of there first (\`edgeward node rm\` at a manager of that swarm, or \`docker -H ${engine.address} swarm leave\`), then run this again.`,
  );
}

interface Settings {
  readonly ip: string;
  readonly managers: readonly string[];
  readonly dataPathPort: number;
}

const usualDataPathPort = 4789;

async function settingsOf(manager: Docker, signal: AbortSignal): Promise<Settings> {
  const info = await manager.ask<{
    readonly Swarm: {
      readonly NodeAddr: string;
      readonly RemoteManagers: readonly { readonly Addr: string }[] | null;
      readonly Cluster: { readonly DataPathPort?: number };
    };
  }>("GET", "/info", { signal });
  const { NodeAddr: ip, RemoteManagers, Cluster } = info.Swarm;
  const managers = (RemoteManagers ?? []).map(({ Addr }) => Addr);
  return { ip, managers, dataPathPort: Cluster.DataPathPort || usualDataPathPort };
}

/** Two nodes of one name are hard to tell apart, and constraints by host name mean both. */
async function namesakes(
  tools: NodeTools,
  engine: Docker,
  swarm: Swarm,
  signal: AbortSignal,
): Promise<readonly NodeFinding[]> {
  const { hostname } = await tools.engineFacts(engine, signal);
  const same = (await swarm.nodes(signal)).filter((node) => node.hostname === hostname);
  return same.map(({ id, state }) => ({
    node: hostname,
    check: "host-name",
    verdict: "notice",
    what: `the swarm has a node of this name already (${id}, ${state})`,
    remedy:
      state === "ready"
        ? "Give one of them another name: `hostnamectl set-hostname NAME`, then restart Docker there."
        : `If that was this host before: edgeward node rm ${id}`,
  }));
}

async function takeBack(tools: NodeTools, manager: Docker, signal: AbortSignal): Promise<void> {
  const from = tools.clock.elapsed();
  const roles = await takeBackTokens(manager, signal);
  const detail = `an earlier run left the one for ${roles.join(" and ")}s lent`;
  if (roles.length > 0)
    tools.tell({ event: "done", what: "token renewed", tookMs: tools.clock.elapsed() - from, detail });
}

interface Admission {
  readonly wish: JoinWish;
  readonly settings: Settings;
  readonly ip: string | undefined;
  readonly listen: string;
}

async function admit(
  tools: NodeTools,
  manager: Docker,
  engine: Docker,
  { wish, settings, ip, listen }: Admission,
  signal: AbortSignal,
): Promise<void> {
  const from = tools.clock.elapsed();
  const join = async (JoinToken: string) => {
    const body = {
      ListenAddr: `${listen}:2377`,
      ...(ip !== undefined && { AdvertiseAddr: ip, DataPathAddr: ip }),
      RemoteAddrs: settings.managers,
      Availability: "pause",
      JoinToken,
    };
    try {
      await engine.ask("POST", "/swarm/join", { body, signal });
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      const what = `${engine.address} could not join: ${error.message}`;
      throw new Fault("not-ready", what, `See that it reaches ${settings.managers.join(", ")}, then run this again.`);
    }
  };
  await lendToken(manager, wish.manager ? "manager" : "worker", join, signal);
  tools.tell({ event: "done", what: "joined, and the token renewed", tookMs: tools.clock.elapsed() - from });
}

async function shown(tools: NodeTools, engine: Docker, swarm: Swarm, signal: AbortSignal): Promise<string> {
  const { clock } = tools;
  const from = clock.elapsed();
  for (;;) {
    const member = await membershipOf(engine, signal);
    const id = member.is === "worker" || member.is === "manager" ? member.node : undefined;
    const node = (await swarm.nodes(signal)).find((one) => one.id === id);
    if (node?.state === "ready") return node.id;
    if (clock.elapsed() - from > readyMs) {
      const what = `${engine.address} has joined, but does not show itself to the manager as ready`;
      throw new Fault("not-ready", what, "See `journalctl -u docker` there, then run this again.");
    }
    await clock.sleep(lookEveryMs, signal);
  }
}
