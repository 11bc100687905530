/** What happens to a stack's containers, as engines tell it: a reason to look at once. */
import type { Readable } from "node:stream";
import type { Docker } from "../../docker/docker.ts";
import { stackLabel } from "./labels.ts";
import type { Reach } from "./reach.ts";

const serviceLabel = "com.docker.swarm.service.name";

/**
 * Listens to all engines that can be reached, until one of them is silent or the signal fires.
 * @param onNudge the service that started or ended, without the stack's name; empty: something else of the swarm changed
 * @throws when an engine goes away; whoever called tries again
 */
export async function nudges(
  reach: Reach,
  stack: string,
  onNudge: (service: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const one = new AbortController();
  const both = AbortSignal.any([signal, one.signal]);
  const engines = new Set<Docker>([reach.manager]);
  for (const node of await reach.nodes(signal)) {
    // What is out of reach is looked at through the manager, now and then.
    const docker = node.state === "ready" ? await reach.engineOf(node, signal).catch(() => undefined) : undefined;
    if (docker) engines.add(docker);
  }
  const containers = { type: ["container"], event: ["start", "die"], label: [`${stackLabel}=${stack}`] };
  const swarm = { type: ["service", "node"] };
  const name = (attributes: Attributes) => attributes[serviceLabel]?.replace(`${stack}_`, "") ?? "";
  const listened = [
    ...[...engines].map((docker) => listen(docker, containers, (event) => onNudge(name(event)), both)),
    listen(reach.manager, swarm, () => onNudge(""), both),
  ];
  try {
    await Promise.race(listened);
  } finally {
    one.abort();
    await Promise.allSettled(listened);
  }
}

type Attributes = Readonly<Record<string, string | undefined>>;

async function listen(
  docker: Docker,
  filters: object,
  hear: (attributes: Attributes) => void,
  signal: AbortSignal,
): Promise<void> {
  const stream: Readable = await docker.stream("GET", "/events", { query: { filters }, signal });
  let left = "";
  for await (const part of stream as AsyncIterable<Buffer>) {
    const lines = `${left}${part.toString("utf8")}`.split("\n");
    left = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") hear(attributesOf(line));
  }
}

function attributesOf(line: string): Attributes {
  try {
    return (JSON.parse(line) as { readonly Actor?: { readonly Attributes?: Attributes } }).Actor?.Attributes ?? {};
  } catch {
    return {};
  }
}
