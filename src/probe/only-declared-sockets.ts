import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { Observation, Probe, ProcessScene, Scene } from "./probe.ts";
import { descendantsIn, hasEnded, openSocketsOf, readChildren } from "./proc.ts";
import { type BoundSocket, canonicalHost } from "./proc-net.ts";
import { counted, few, reasonOf } from "./words.ts";

/** Control: sockets that the probe opens itself are seen by the same method. */
export const onlyDeclaredSockets: Probe = {
  id: "only-declared-sockets",
  claim: "The stack's processes listen on the addresses that it declares, and on no others",
  look: (scene, signal) => lookThrough({ openSocketsOf, readChildren }, scene, signal),
};

/** What shows the sockets of processes: /proc, or in a test something that does not. */
export interface SocketView {
  readonly openSocketsOf: typeof openSocketsOf;
  readonly readChildren: typeof readChildren;
}

export async function lookThrough(
  view: SocketView,
  scene: Scene,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  const { declared } = scene;
  const processes = scene.processes.filter(({ listensFreely }) => listensFreely !== true);
  if (processes.length === 0 && declared.length === 0) return [];
  if (processes.length === 0)
    return [
      { verdict: "unknown", evidence: "addresses are declared, but no process of the stack runs", remedy: bringUp },
    ];
  try {
    signal.throwIfAborted();
    await seesOwnSockets(view);
    return [judge(await socketsOf(processes, view), declared)];
  } catch (error) {
    signal.throwIfAborted();
    return [{ verdict: "unknown", evidence: reasonOf(error), remedy: onLinux }];
  }
}

type Address = Scene["declared"][number];

interface Held extends BoundSocket {
  /** Name of the process. */
  readonly by: string;
}

async function socketsOf(processes: readonly ProcessScene[], view: SocketView): Promise<readonly Held[]> {
  const pids = processes.map(({ pid }) => pid);
  const children = view.readChildren();
  const held = processes.map(async ({ pid, name }) => {
    const own = (await view.openSocketsOf(pid)).map((socket) => ({ ...socket, by: name }));
    const theirs = descendantsIn(children, pid, pids).map(async (child) => {
      const sockets = await view.openSocketsOf(child).catch((error) => {
        if (hasEnded(error)) return [];
        throw error;
      });
      return sockets.map((socket) => ({ ...socket, by: `${name}'s child ${child}` }));
    });
    return [...own, ...(await Promise.all(theirs)).flat()];
  });
  return (await Promise.all(held)).flat();
}

function judge(sockets: readonly Held[], declared: Scene["declared"]): Observation {
  const wanted = declared.map(({ host, port }) => ({ host: canonicalHost(host), port }));
  const isAt = (socket: Held, { host, port }: Address) => socket.host === host && [0, socket.port].includes(port);
  const isWanted = (socket: Held) => socket.protocol === "tcp" && wanted.some((address) => isAt(socket, address));
  const beyond = sockets.filter((socket) => !isWanted(socket)).map((socket) => `${show(socket)} by ${socket.by}`);
  if (beyond.length > 0)
    return { verdict: "fail", evidence: `not declared: ${few([...new Set(beyond)])}`, remedy: stopIt };
  const missing = wanted.filter((address) => !sockets.some((socket) => isAt(socket, address)));
  if (missing.length > 0)
    return {
      verdict: "fail",
      evidence: `declared, but nobody listens: ${few(missing.map(({ host, port }) => `${host} ${port}`))}`,
      remedy: bringUp,
    };
  const list = few([...new Set(sockets.map(show))], 8);
  return {
    verdict: "pass",
    evidence: `${counted(wanted.length, "address", "addresses")} declared and open: ${list || "none"}; control: a TCP and a UDP socket of our own were seen`,
  };
}

const show = ({ protocol, host, port }: BoundSocket): string =>
  `${protocol} ${host.includes(":") ? `[${host}]` : host}:${port}`;

/** @throws when a socket that is open for certain is not seen */
async function seesOwnSockets(view: SocketView): Promise<void> {
  const tcp = createServer();
  const udp = createSocket("udp4");
  try {
    await new Promise<void>((resolve, reject) => tcp.once("error", reject).listen(0, "127.0.0.1", resolve));
    await new Promise<void>((resolve, reject) => udp.once("error", reject).bind(0, "127.0.0.1", resolve));
    const address = tcp.address();
    const ports = { tcp: typeof address === "object" ? address?.port : undefined, udp: udp.address().port };
    const seen = await view.openSocketsOf(process.pid);
    for (const protocol of ["tcp", "udp"] as const)
      if (!seen.some((one) => one.protocol === protocol && one.host === "127.0.0.1" && one.port === ports[protocol]))
        throw new Error(`control: a ${protocol.toUpperCase()} socket of our own was not seen`);
  } finally {
    udp.close();
    await new Promise((resolve) => tcp.close(resolve));
  }
}

const bringUp = "See what is up (`edgeward ps`), bring the stack up (`edgeward up`), then run `edgeward verify` again.";
const stopIt = "Stop whatever opened that socket, or declare its port in the compose file.";
const onLinux =
  "Run `edgeward verify` on Linux, as the user who owns the stack or as root: /proc must show its processes.";
