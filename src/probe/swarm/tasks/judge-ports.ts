/** Ports of one service: as declared, as the swarm has them, as its containers have them, as nodes listen. Pure. */
import type { PortConfig } from "../../../model/engine-api.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { Observation } from "../../probe.ts";
import { few } from "../../words.ts";
import type { Published } from "./published.ts";
import { type Expected, isAmong, type NodeSockets } from "./sockets.ts";

/** @returns undefined for a service that neither declares nor publishes any */
export function judgePorts(
  { declared, there, bound, runsOn, over = false }: Omit<Published, "name">,
  listening: readonly NodeSockets[] | Pick<Observation, "evidence" | "remedy">,
): Observation | undefined {
  // Also of one that declares none: what is not there has not been looked at.
  if (there === undefined) return { verdict: "unknown", evidence: "the swarm has no such service", remedy: bringUp };
  if (declared.length === 0 && there.length === 0 && bound.length === 0) return undefined;
  const extra = there.filter((port) => !declared.some((one) => isAsDeclared(port, one)));
  // Through ingress a container has no port of its host's.
  const beyond = bound.filter(
    (port) =>
      !declared.some(
        (one) => one.PublishMode === "host" && isAsDeclared({ ...asConfig(port), PublishMode: "host" }, one),
      ),
  );
  if (extra.length + beyond.length > 0) {
    const texts = [...extra.map(show), ...beyond.map((port) => `${show(asConfig(port))} on ${port.node}`)];
    return { verdict: "fail", evidence: `not declared: ${few([...new Set(texts)])}`, remedy: takeBack };
  }
  const missing = declared.filter((one) => !there.some((port) => isAsDeclared(port, one)));
  if (missing.length > 0)
    return { verdict: "fail", evidence: `declared, and not published: ${few(missing.map(show))}`, remedy: takeBack };
  if (!("map" in listening)) return { verdict: "unknown", ...listening };
  return judgeListening(there, runsOn, over, listening);
}

function judgeListening(
  there: readonly PortConfig[],
  runsOn: readonly SwarmNode[],
  over: boolean,
  listening: readonly NodeSockets[],
): Observation {
  const blind = listening.filter(({ seesOurs }) => !seesOurs).map(({ node }) => node.hostname);
  if (blind.length > 0 || listening.length === 0)
    return {
      verdict: "unknown",
      evidence: `control: a socket of our own was not seen on ${few(blind) || "any node"}`,
      remedy: bringUp,
    };
  const where = (port: PortConfig) => listening.filter(({ node }) => isAt(node, port, runsOn));
  const deaf = there.flatMap((port) =>
    where(port).flatMap(({ node, sockets }) =>
      !isShown(port) || isAmong(sockets, socketOf(port)) ? [] : [`${show(port)} on ${node.hostname}`],
    ),
  );
  if (deaf.length > 0)
    return { verdict: "fail", evidence: `declared, but nobody listens: ${few(deaf)}`, remedy: bringUp };
  const unseen = runsOn.filter((one) => !listening.some(({ node }) => node.id === one.id));
  const hosts = there.filter(({ PublishMode }) => PublishMode === "host");
  if (hosts.length > 0 && !over && (runsOn.length === 0 || unseen.length > 0))
    return { verdict: "unknown", evidence: `not seen: where ${few(hosts.map(show))} should be open`, remedy: bringUp };
  const open = there.map((port) => {
    const nodes = where(port).map(({ node }) => node.hostname);
    return `${show(port)} on ${nodes.length === 0 ? "no node, since it does not run any more" : nodes.join(", ")}`;
  });
  return {
    verdict: "pass",
    evidence: `declared and open: ${few(open)}; control: a socket of our own was seen on each node`,
  };
}

/** Through ingress a port is open on every node, else where the service runs. */
const isAt = (node: SwarmNode, { PublishMode }: PortConfig, runsOn: readonly SwarmNode[]): boolean =>
  PublishMode !== "host" || runsOn.some(({ id }) => id === node.id);

const socketOf = ({ Protocol = "tcp", PublishedPort = 0 }: PortConfig): Expected => ({
  protocol: Protocol,
  port: PublishedPort,
});

/** Of SCTP there is no such table. */
const isShown = ({ Protocol = "tcp" }: PortConfig): boolean => Protocol === "tcp" || Protocol === "udp";

/** What has to be open on a node. */
export const expectedOn = (node: SwarmNode, published: readonly Published[]): readonly Expected[] =>
  published.flatMap(({ there = [], runsOn }) =>
    there.filter((port) => isShown(port) && isAt(node, port, runsOn)).map(socketOf),
  );

/** Without a published port the swarm picks one. */
const isAsDeclared = (port: PortConfig, one: PortConfig): boolean =>
  (port.Protocol ?? "tcp") === (one.Protocol ?? "tcp") &&
  port.TargetPort === one.TargetPort &&
  (port.PublishMode || "ingress") === (one.PublishMode || "ingress") &&
  (!one.PublishedPort || port.PublishedPort === one.PublishedPort);

const asConfig = ({ protocol, published, target }: Published["bound"][number]): PortConfig => ({
  Protocol: protocol,
  PublishedPort: published,
  TargetPort: target,
});

const show = ({ Protocol = "tcp", PublishedPort, TargetPort, PublishMode }: PortConfig): string =>
  `${Protocol} ${PublishedPort || "(any)"} to ${TargetPort ?? ""}${PublishMode === "host" ? " (host)" : ""}`;

const bringUp =
  "See what runs (`edgeward ps --engine swarm`), bring the stack up (`edgeward up --engine swarm`), then verify again.";
const takeBack =
  "Bring the stack up again (`edgeward up --engine swarm`), which puts the ports back as declared; or declare the port in the compose file.";
