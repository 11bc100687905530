/**
 * Tries the swarm's doors between two hosts. At the newcomer nobody listens yet: TCP is listened for, and a UDP datagram that passed its
 * firewall is counted by its kernel. At the manager the daemon listens, and over UDP it does not answer to strangers.
 */
import type { Door, HostLook, NodeFinding } from "../../../model/node-host.ts";

export interface Here {
  readonly name: string;
  /** Undefined: not known, so nobody can knock. */
  readonly ip: string | undefined;
  readonly look: HostLook;
  /** Doors that nobody holds. */
  readonly free: readonly Door[];
}

export interface There {
  readonly name: string;
  readonly ip: string;
  readonly look: HostLook;
}

export async function knockBothWays(
  here: Here,
  there: There,
  doors: readonly Door[],
  asManager: boolean,
  signal: AbortSignal,
): Promise<readonly NodeFinding[]> {
  const { ip } = here;
  // Managers are asked on 2377, workers are not.
  const free = here.free.filter((door) => asManager || door !== "tcp/2377");
  const both = await Promise.all([
    outward(here, there, doors, signal),
    ip === undefined ? [] : inward({ ...here, ip, free }, there, signal),
  ]);
  return both.flat();
}

async function outward(here: Here, there: There, doors: readonly Door[], signal: AbortSignal) {
  const answers = await here.look.knock(there.ip, doors, signal);
  const closed = doors.filter((door) => answers.get(door) === "refused");
  const silent = doors.filter((door) => answers.get(door) === "silent");
  return [
    verdictOf(closed, here.name, there.name, there.ip),
    ...(silent.length > 0
      ? [
          {
            node: here.name,
            check: "ports",
            verdict: "unknown",
            what: `${silent.join(", ")} at ${there.name}: the daemon there answers no stranger, so nothing is known`,
            remedy: "`edgeward verify` shows whether overlays carry.",
          } as const,
        ]
      : []),
  ];
}

async function inward(here: Here & { readonly ip: string }, there: There, signal: AbortSignal) {
  const tcp = here.free.filter((door) => door.startsWith("tcp"));
  const udp = here.free.filter((door) => door.startsWith("udp"));
  await using open = await here.look.listen(tcp.map(portOf), signal);
  const answers = await there.look.knock(here.ip, tcp, signal);
  const reached = tcp.filter((door) => answers.get(door) === "open");
  const heard = await open.heard(reached.length);
  const closed = tcp.filter((door) => !reached.includes(door) || !heard.includes(door));
  let before = await here.look.strayDatagrams(signal);
  for (const door of udp) {
    await there.look.knock(here.ip, [door], signal);
    const after = await here.look.strayDatagrams(signal);
    if (after === before) closed.push(door);
    before = after;
  }
  return [verdictOf(closed, there.name, here.name, here.ip)];
}

const portOf = (door: Door): number => Number(door.slice(4));

function verdictOf(closed: readonly Door[], from: string, to: string, ip: string): NodeFinding {
  const about = { node: to, check: "ports" } as const;
  if (closed.length === 0) return { ...about, verdict: "pass", what: `${from} reaches its ports` };
  return {
    ...about,
    verdict: "fail",
    what: `${closed.join(", ")} at ${ip} cannot be reached from ${from}`,
    remedy: `Let ${from} in: the firewall of ${to}, and what is in between. Nobody but the swarm's nodes should get there.`,
  };
}
