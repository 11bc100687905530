import { limitsOf } from "../../model/broker-limits.ts";
import type { BrokerLaunch, BrokerLimits, IngestLaunch } from "../../model/launch.ts";
import { generatedDir, generatedFile } from "../../model/layout.ts";
import { listenersOf } from "../../model/listener.ts";
import { ownFile } from "../../model/own-file.ts";
import type { ConfigFile } from "../../model/setting.ts";
import type { Policy, Service } from "../../model/stack.ts";
import { flagOf, numberOf, textOf } from "../../model/table.ts";
import { dataPlace } from "./data-place.ts";
import { type Outcome, processOf, type Scope, type Seat } from "./outcome.ts";
import { brokerProgram } from "./system/run.ts";

/** A client that connects and says nothing must not hold a connection; a slow handshake on a busy machine still fits. */
const connectMs = 10_000;

export function brokerLaunch(
  { service, listeners }: Seat,
  scope: Scope,
  ingests: readonly IngestLaunch[],
): Outcome<BrokerLaunch> {
  const { layout, stack } = scope;
  const { name } = service;
  const file = service.configs.find((config) => config.format === "mosquitto");
  const ingest = ingests.find((one) => one.broker === name && !one.link);
  const own = (what: string) => generatedFile(layout, name, what);
  const dataDir = file && flagOf(file, "", "persistence") ? dataPlace(service, locationIn(file), layout) : undefined;
  const launch: BrokerLaunch = {
    role: "broker",
    service: name,
    // Its port opens once somebody takes the messages in: what comes before that at QoS 0 would be lost.
    needs: ingest ? [ingest.service] : [],
    process: processOf(name, ingests),
    opens: { read: [generatedDir(layout, name)], write: dataDir === undefined ? [] : [dataDir] },
    listeners,
    tls: { certificate: own(ownFile.certificate), key: own(ownFile.privateKey) },
    passwordFile: own(ownFile.passwords),
    aclFile: own(ownFile.acl),
    limits: brokerLimits(service, stack.policy),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(ingest ? { ingest: ingest.service } : {}),
  };
  const system = brokerProgram(launch, service, scope);
  return system ? { launch: { ...launch, program: system.program }, problems: system.problems } : { launch };
}

/** As the person and the policy say. */
export function brokerLimits(service: Service, policy: Policy): BrokerLimits {
  const file = service.configs.find((config) => config.format === "mosquitto");
  return limitsIn(file, limitsOf(policy));
}

/** Without `persistence_location` the image's working directory, and there its volume (Docker Hub, eclipse-mosquitto). */
function locationIn(file: ConfigFile): string {
  const place = textOf(file, "", "persistence_location");
  return place?.startsWith("/") ? place.replace(/\/$/, "") : "/mosquitto/data";
}

/** What comes with a payload: fixed header, length of the topic, the topic, packet identifier (MQTT 3.1.1 sections 2.2 and 3.3). */
const overheadBytes = 5 + 2 + 65_535 + 2;

function limitsIn(file: ConfigFile | undefined, defaults: Omit<BrokerLimits, "connectMs">): BrokerLimits {
  if (!file) return { ...defaults, connectMs };
  const finite = (key: string) => numberOf(file, "", key) || undefined;
  const payload = finite("message_size_limit") ?? Number.POSITIVE_INFINITY;
  const bounds = listenersOf(file).flatMap(({ section }) => numberOf(file, section, "max_connections") ?? []);
  return {
    packetBytes: Math.min(finite("max_packet_size") ?? defaults.packetBytes, payload + overheadBytes),
    connections: bounds.reduce((sum, bound) => sum + Math.max(0, bound), 0) || defaults.connections,
    queuedMessages: finite("max_queued_messages") ?? defaults.queuedMessages,
    queuedBytes: finite("max_queued_bytes") ?? defaults.queuedBytes,
    connectMs,
  };
}
