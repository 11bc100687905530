/**
 * Tries the swarm's doors between two hosts. Over TCP somebody answers: at the newcomer, where nobody listens yet, we do. UDP and ESP answer
 * no stranger; whether they came in, the other side's kernel tells.
 */
import type { Door, HostLook, NodeFinding } from "../../../../model/node-host.ts";
import { type Hosts, sayPassages } from "../../../../plan/nodes/say-passages.ts";
import type { Clock } from "../../../clock.ts";
import { tryPassages } from "./try-passages.ts";

interface End {
  readonly name: string;
  readonly look: HostLook;
}

export interface Newcomer extends End {
  /** Undefined: not known, so nobody can knock. */
  readonly ip: string | undefined;
  /** Doors that nobody holds. */
  readonly free: readonly Door[];
}

export interface Manager extends End {
  readonly ip: string;
  /** Doors that somebody holds. */
  readonly held: readonly Door[];
  /** It has other addresses besides. */
  readonly hasMore: boolean;
}

export interface Doors {
  readonly tcp: readonly Door[];
  readonly udp: readonly Door[];
  /** Of these, the one that overlays use. */
  readonly overlay: Door;
}

/** @param asManager managers are asked on 2377, workers are not */
export async function knockBothWays(
  here: Newcomer,
  there: Manager,
  doors: Doors,
  asManager: boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly NodeFinding[]> {
  const { ip } = here;
  // Firewalls that know who answers whom let ESP in from where it went to, and in a swarm it goes both ways: so it does before we count.
  await Promise.all([here.look.esp(there.ip, signal), ip !== undefined && there.look.esp(ip, signal)]);
  const free = (all: readonly Door[]) => all.filter((door) => here.free.includes(door));
  const atHere = {
    ...doors,
    tcp: free(doors.tcp).filter((door) => asManager || door !== "tcp/2377"),
    udp: free(doors.udp),
  };
  const both = await Promise.all([
    outward(here, there, doors, clock, signal),
    ip === undefined ? [] : inward({ ...here, ip }, there, atHere, clock, signal),
  ]);
  return both.flat();
}

async function outward(here: Newcomer, there: Manager, doors: Doors, clock: Clock, signal: AbortSignal) {
  const answers = await here.look.knock(there.ip, doors.tcp, signal);
  const closed = doors.tcp.filter((door) => answers.get(door) !== "open");
  const udp = doors.udp.map((door) => ({ door, held: there.held.includes(door) }));
  const trial = { from: here.look, to: there.look, ip: there.ip, doors: udp };
  const perhaps = there.hasMore ? { perhapsElsewhere: doors.overlay } : {};
  const hosts: Hosts = { from: here.name, to: there.name, ip: there.ip, ...perhaps };
  return sayPassages(closed, await tryPassages(trial, clock, signal), hosts);
}

async function inward(
  here: Newcomer & { readonly ip: string },
  there: Manager,
  doors: Doors,
  clock: Clock,
  signal: AbortSignal,
) {
  const open = await here.look.listen(doors.tcp.map(portOf), signal);
  const answers = await there.look.knock(here.ip, doors.tcp, signal);
  const reached = doors.tcp.filter((door) => answers.get(door) === "open");
  const heard = await open.heard(reached.length);
  const closed = doors.tcp.filter((door) => !reached.includes(door) || !heard.includes(door));
  const udp = doors.udp.map((door) => ({ door, held: false }));
  const trial = { from: there.look, to: here.look, ip: here.ip, doors: udp };
  return sayPassages(closed, await tryPassages(trial, clock, signal), { from: there.name, to: here.name, ip: here.ip });
}

const portOf = (door: Door): number => Number(door.slice(4));
