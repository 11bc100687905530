import type { Collect } from "../../model/collect.ts";
import type { AgentLaunch, AgentSource, BrokerLaunch, IngestLaunch } from "../../model/launch.ts";
import { dataDir, generatedDir, generatedFile } from "../../model/layout.ts";
import { ownFile } from "../../model/own-file.ts";
import type { Problem } from "../../model/problem.ts";
import type { Service } from "../../model/stack.ts";
import { matches } from "../../model/topic.ts";
import { needing, notice, type Outcome, processOf, type Scope } from "./outcome.ts";
import { reachOf } from "./reach.ts";

/** About an hour of a hundred 131-byte messages a second. */
export const bufferLimitBytes = 67_108_864;

export function agentLaunch(
  service: Service,
  scope: Scope,
  brokers: readonly BrokerLaunch[],
  ingests: readonly IngestLaunch[],
): Outcome<AgentLaunch> {
  const { name, collect } = service;
  const { layout } = scope;
  if (service.provider === "system")
    return needing(service, "x-edgeward.provider embedded: an agent has no installed program that this engine knows");
  if (!collect)
    return needing(
      service,
      "x-edgeward.collect, which says what the embedded agent shall send, or Docker for its own program",
    );
  const identity = scope.identities.find((one) => one.target === "broker" && one.owner === name);
  const broker = brokers.find((one) => one.service === identity?.server);
  if (!identity || !broker) return needing(service, "a broker that runs here: name one under depends_on");
  const ingest = ingests.find((one) => one.broker === broker.service);
  const sources = sourcesOf(collect, ingest);
  const bufferDir = dataDir(layout, `${name}.buffer`);
  const launch: AgentLaunch = {
    role: "agent",
    service: name,
    // The ingest too: what is published before it listens would be acknowledged and lost.
    needs: [broker.service, ...(ingest ? [ingest.service] : [])],
    process: processOf(name, []),
    opens: { read: [generatedDir(layout, name), ...sources.flatMap(readBy)], write: [bufferDir] },
    broker: {
      ...reachOf(broker.listeners, 8883),
      serverName: broker.service,
      caFile: generatedFile(layout, name, ownFile.ca),
    },
    user: identity.user,
    passwordFile: generatedFile(layout, name, ownFile.mqttPassword),
    clientId: name,
    sources,
    bufferDir,
    bufferLimitBytes,
  };
  return { launch, problems: unstored(service, collect, sources, ingest) };
}

function sourcesOf({ host, records, lines }: Collect, ingest: IngestLaunch | undefined): readonly AgentSource[] {
  const format = (topic: string) => formatOf(topic, ingest);
  return [
    ...(host ? [{ source: "host", format: format(host.topic), ...host } as const] : []),
    ...(records ? [{ source: "records", format: format(records.topic), ...records } as const] : []),
    ...(lines ? [{ source: "lines", format: format(lines.topic), ...lines } as const] : []),
  ];
}

const inputFor = (topic: string, ingest: IngestLaunch | undefined) =>
  ingest?.inputs.find((input) => input.topics.some((filter) => matches(filter, topic)));

/** What the first input that takes the topic reads. */
const formatOf = (topic: string, ingest: IngestLaunch | undefined): "json" | "influx" =>
  inputFor(topic, ingest)?.format.name ?? "influx";

/** Files of proc(5) one by one: `/proc` as a whole leads through `/proc/self/root` to every file there is. */
const hostFiles = [
  "/proc/diskstats",
  "/proc/loadavg",
  "/proc/meminfo",
  "/proc/net/dev",
  "/proc/self/mounts",
  "/proc/stat",
  "/proc/uptime",
  "/sys",
];

function readBy(source: AgentSource): readonly string[] {
  switch (source.source) {
    case "host":
      return hostFiles;
    case "records":
      return [...(source.from === "-" ? [] : [source.from]), source.layout];
    case "lines":
      return [];
  }
}

function unstored(
  { name }: Service,
  { at }: Collect,
  sources: readonly AgentSource[],
  ingest: IngestLaunch | undefined,
): readonly Problem[] {
  if (!ingest) return [];
  return sources
    .filter(({ topic }) => !inputFor(topic, ingest))
    .map(({ topic }) =>
      notice(
        "unstored-topic",
        at,
        `${name} publishes to ${topic}, which ${ingest.service} does not take in`,
        `Add "${topic}" to the topics of an inputs.mqtt_consumer of ${ingest.service}.`,
      ),
    );
}
