/** What happens to a stack's containers, as engines tell it: a reason to look at once. */
import type { Readable } from "node:stream";
import type { Docker } from "../../docker/docker.ts";
import { stackLabel } from "./labels.ts";
import type { Reach } from "./reach.ts";

const serviceLabel = "com.docker.swarm.service.name";

/** Milliseconds after which a node that was out of reach is tried again. */
const retryMs = 300_000;

/**
 * Listens to all engines that can be reached, until one of them is silent, another one is to be heard, or the signal fires.
 * @param onNudge the service that started or ended, without the stack's name; empty: something else of the swarm changed, and once when all
 * are listened to
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
  let retry: NodeJS.Timeout | undefined;
  for (const node of await reach.nodes(signal)) {
    // What is out of reach is looked at through the manager, now and then.
    const docker = node.state === "ready" ? await reach.engineOf(node, signal).catch(() => "away" as const) : undefined;
    if (docker === "away") retry ??= setTimeout(() => one.abort(), retryMs);
    else if (docker) engines.add(docker);
  }
  const containers = { type: ["container"], event: ["start", "die"], label: [`${stackLabel}=${stack}`] };
  const swarm = { type: ["service", "node"] };
  const name = (attributes: Attributes) => attributes[serviceLabel]?.replace(`${stack}_`, "") ?? "";
  const changed = (attributes: Attributes) => {
    onNudge("");
    // A node that came is not listened to yet.
    if (attributes["state.new"] === "ready") one.abort();
  };
  const streams = [
    ...[...engines].map((docker) => listen(docker, containers, (event) => onNudge(name(event)), both)),
    listen(reach.manager, swarm, changed, both),
  ];
  const listened = streams.map(async (stream) => (await stream).over);
  // At once: one may end while others are still being opened.
  const allOver = Promise.allSettled(listened);
  try {
    await Promise.all(streams);
    onNudge("");
    await Promise.race(listened);
  } finally {
    clearTimeout(retry);
    one.abort();
    await allOver;
  }
}

type Attributes = Readonly<Record<string, string | undefined>>;

async function listen(
  docker: Docker,
  filters: object,
  hear: (attributes: Attributes) => void,
  signal: AbortSignal,
): Promise<{ readonly over: Promise<void> }> {
  const stream: Readable = await docker.stream("GET", "/events", { query: { filters }, signal });
  return { over: heardAll(stream, hear) };
}

async function heardAll(stream: Readable, hear: (attributes: Attributes) => void): Promise<void> {
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
