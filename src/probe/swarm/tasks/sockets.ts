/** Where each node listens, in the network that the world sees of it: wherever the node is, by a task of ours there. */

import type { SwarmNode } from "../../../model/swarm-node.ts";
import { type BoundSocket, openSockets } from "../../proc-net.ts";
import type { SwarmScene } from "../scene.ts";
import { helperOn } from "../throw-away/image.ts";
import { followLines } from "../throw-away/lines.ts";
import { startHelpers } from "../throw-away/start.ts";

export interface NodeSockets {
  readonly node: SwarmNode;
  readonly sockets: readonly BoundSocket[];
  /** Whether the one that we opened there is among them. */
  readonly seesOurs: boolean;
}

export interface Expected {
  readonly protocol: string;
  readonly port: number;
}

const [beginMs, tellMs] = [90_000, 30_000];

/** A table may be long: only those lines go on their way that stand for a socket open to anybody. */
const tellSockets = (port: number): string => `
httpd -f -p 127.0.0.1:${port} -h /tmp &
while sleep 1; do
  for t in tcp tcp6 udp udp6; do
    [ -r /proc/net/$t ] && awk -v t=$t '$4 == "0A" || $4 == "07" {print "socket", t, $0}' /proc/net/$t
  done
  echo told
done`;

/**
 * Looks again for a while when not all is there yet: what was published a moment ago spreads from node to node.
 * @param expected TCP and UDP ports that are to be open on a node
 * @param by the probe's id, which clears away
 * @throws Error when a task of ours does not come up or does not tell
 */
export async function socketsOn(
  scene: SwarmScene,
  nodes: readonly SwarmNode[],
  expected: (node: SwarmNode) => readonly Expected[],
  by: string,
  signal: AbortSignal,
): Promise<readonly NodeSockets[]> {
  const { swarm, clock } = scene;
  const mark = Buffer.from(scene.random(4));
  const port = 40_000 + (mark.readUInt16BE(0) % 20_000);
  const ready = await Promise.all(nodes.map((node) => helperOn(scene, node, signal)));
  const helpers = nodes.map(({ id }, i) => ({
    name: `edgeward-${mark.toString("hex")}-sockets-${id}`,
    by,
    node: id,
    image: ready[i] ?? "",
    script: tellSockets(port),
    networks: [{ Target: "host" }],
  }));
  const tasks = await startHelpers(swarm.manager, helpers, beginMs, clock, signal);
  return Promise.all(
    nodes.map(async (node, i): Promise<NodeSockets> => {
      const isOpen = (sockets: readonly BoundSocket[]) => expected(node).every((one) => isAmong(sockets, one));
      const sockets = await toldBy(scene, node, tasks[i] ?? "", isOpen, signal);
      const isOurs = ({ host, port: at }: BoundSocket) => host === "127.0.0.1" && at === port;
      return { node, sockets, seesOurs: sockets.some(isOurs) };
    }),
  );
}

/** @returns what was told last, once it is enough or the time is up */
async function toldBy(
  { swarm, clock }: SwarmScene,
  { hostname, platform }: SwarmNode,
  task: string,
  isEnough: (sockets: readonly BoundSocket[]) => boolean,
  signal: AbortSignal,
): Promise<readonly BoundSocket[]> {
  let open: string[] = [];
  let told: readonly BoundSocket[] | undefined;
  let broken: unknown;
  const heard = (line: string) => {
    if (line !== "told") return void open.push(line);
    told = readSockets(open, platform.architecture);
    open = [];
  };
  const done = new AbortController();
  followLines(swarm.manager, task, heard, AbortSignal.any([signal, done.signal])).catch((error) => {
    broken = error;
  });
  const deadline = clock.elapsed() + tellMs;
  try {
    while (!(told && isEnough(told)) && clock.elapsed() < deadline) {
      await clock.sleep(200, signal);
      if (broken !== undefined) throw broken;
    }
    if (!told) throw new Error(`${hostname} did not tell its sockets`);
    return told;
  } finally {
    done.abort();
  }
}

export const isAmong = (sockets: readonly BoundSocket[], { protocol, port }: Expected): boolean =>
  sockets.some((one) => one.protocol === protocol && one.port === port);

/** Processors that keep the higher byte first. */
const bigEndian = /^(s390x?|ppc64|mips(64)?)$/;

export function readSockets(lines: readonly string[], architecture: string): readonly BoundSocket[] {
  const order = bigEndian.test(architecture) ? "BE" : "LE";
  return lines.flatMap((line) => {
    const [, table = "", rest = ""] = /^socket (tcp|udp)6? (.*)$/.exec(line) ?? [];
    return table === "tcp" || table === "udp" ? openSockets(rest, table, order) : [];
  });
}
