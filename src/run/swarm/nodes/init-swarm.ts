/** The first node of a swarm. */
import type { Docker } from "../../../engine/docker/docker.ts";
import type { EngineAddress } from "../../../model/engine-address.ts";
import { showAddress } from "../../../model/engine-address.ts";
import { Fault } from "../../../model/fault.ts";
import type { HostFacts, NodeFinding } from "../../../model/node-host.ts";
import type { Made } from "../../../model/node-made.ts";
import { membershipOf } from "../membership.ts";
import { changeSwarm, swarmOf } from "./change-swarm.ts";
import { labelsOf, markNode, writeDown } from "./mark-node.ts";
import type { NodeTools } from "./node-tools.ts";
import { addressOf, preflight } from "./preflight/preflight.ts";

export interface InitWish {
  readonly advertise?: string;
  readonly dataPath?: string;
  readonly dataPathPort: number;
  readonly autolock: boolean;
  /** Absent: what it has stays, and a new node is `core`. */
  readonly zone?: string;
  readonly preflight: boolean;
}

/** Idempotent: a manager keeps its swarm. @throws Fault */
export async function initSwarm(
  tools: NodeTools,
  address: EngineAddress,
  wish: InitWish,
  signal: AbortSignal,
): Promise<Made> {
  await using engine = await tools.connect(address, signal);
  const before = await membershipOf(engine, signal);
  let findings: readonly NodeFinding[] = [];
  if (before.is !== "nothing" && before.is !== "manager") throw elsewhere(showAddress(address), before.is);
  if (before.is === "nothing") {
    const seen = wish.preflight
      ? await preflight(tools, engine, wish.advertise, wish.dataPathPort, undefined, signal)
      : undefined;
    findings = seen?.findings ?? [];
    if (findings.some(({ verdict }) => verdict === "fail")) return { findings };
    await start(tools, engine, wish, seen?.host, signal);
  }
  const member = await membershipOf(engine, signal);
  if (member.is !== "manager") throw elsewhere(showAddress(address), member.is);
  const { swarm, node } = member;
  const unlockKey = (await isAutolocked(engine, wish.autolock, signal))
    ? { unlockKey: await tools.unlockKeys.keep(swarm, engine, signal) }
    : {};
  const isNew = before.is === "nothing";
  await markNode(engine, node, { labels: labelsOf(wish.zone ?? (isNew ? "core" : undefined), {}) }, signal);
  const { hostname } = await tools.engineFacts(engine, signal);
  await writeDown(tools.book, swarm, { id: node, hostname, reach: engine.address });
  return {
    findings,
    node: { swarm, id: node, hostname, role: "manager", isNew, ...unlockKey },
  };
}

async function start(
  tools: NodeTools,
  engine: Docker,
  { advertise, dataPath, dataPathPort, autolock }: InitWish,
  host: HostFacts | undefined,
  signal: AbortSignal,
): Promise<void> {
  const from = tools.clock.elapsed();
  const ip = advertise ?? (host && onlyAddress(host));
  const isOwn = host?.addresses.some((one) => one.ip === ip) === true;
  const body = {
    // Nobody is listened to on other networks.
    ListenAddr: `${isOwn ? ip : "0.0.0.0"}:2377`,
    ...(ip !== undefined && { AdvertiseAddr: ip }),
    ...((dataPath ?? ip) !== undefined && { DataPathAddr: dataPath ?? ip }),
    DataPathPort: dataPathPort,
    Spec: { EncryptionConfig: { AutoLockManagers: autolock } },
  };
  await engine.ask("POST", "/swarm/init", { body, signal });
  tools.tell({ event: "done", what: "swarm made", tookMs: tools.clock.elapsed() - from, ...(ip && { detail: ip }) });
}

function onlyAddress(host: HostFacts): string {
  const found = addressOf(host);
  if (found !== undefined) return found;
  const all = host.addresses.map(({ device, ip }) => `${ip} (${device})`).join(", ");
  const what = all ? `this host has several addresses: ${all}` : "this host has no address on a network";
  throw new Fault("bad-command-line", what, "Say at which one the other nodes reach it: --advertise-addr IP.");
}

/** @param wished a swarm that is there and has it not gets it @returns whether it has it now */
async function isAutolocked(engine: Docker, wished: boolean, signal: AbortSignal): Promise<boolean> {
  const { Spec } = await swarmOf(engine, signal);
  if (Spec.EncryptionConfig?.AutoLockManagers === true) return true;
  if (!wished) return false;
  const locked = (config: object | undefined) => ({ EncryptionConfig: { ...config, AutoLockManagers: true } });
  await changeSwarm(engine, ({ EncryptionConfig }) => locked(EncryptionConfig), {}, signal);
  return true;
}

function elsewhere(address: string, is: "nothing" | "worker" | "locked" | "failing" | "manager"): Fault {
  if (is === "locked") {
    return new Fault("not-ready", `${address} is locked`, `Unlock it: edgeward node unlock ${address}`);
  }
  return new Fault(
    "not-ready",
    is === "worker"
      ? `${address} is a worker of a swarm already`
      : `${address} is in a swarm that it cannot take part in`,
    `To make a new swarm of it, take it out first: docker -H ${address} swarm leave`,
  );
}
