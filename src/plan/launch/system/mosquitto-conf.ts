/**
 * What the installed mosquitto starts from: what the hardened stack decides, and of what the person wrote all that holds here too.
 * Invariant: every setting of theirs is carried, decided by us, or named.
 */
import type { BrokerLaunch, Listen } from "../../../model/launch.ts";
import { isBridge, listenersOf } from "../../../model/listener.ts";
import type { Problem } from "../../../model/problem.ts";
import type { ConfigFile } from "../../../model/setting.ts";
import type { Service } from "../../../model/stack.ts";
import { numberOf } from "../../../model/table.ts";
import { notice } from "../outcome.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Written as the person has them. Mosquitto 2.0.11 and 2.1.2 know all of them. */
const carried =
  words(`allow_duplicate_messages allow_zero_length_clientid auto_id_prefix autosave_interval autosave_on_changes
  check_retain_source connection_messages log_timestamp log_timestamp_format log_type max_inflight_bytes max_inflight_messages
  max_keepalive memory_limit message_size_limit persistent_client_expiration queue_qos0_messages retain_available set_tcp_nodelay
  sys_interval upgrade_outgoing_qos`);
const carriedOfListener = words("ciphers ciphers_tls1.3 max_qos max_topic_alias");

/** Decided by the hardened stack, or by where things lie on this machine. */
const decided =
  words(`acl_file allow_anonymous bind_address cafile capath certfile keyfile listener log_dest log_facility max_connections
  max_packet_size max_queued_bytes max_queued_messages password_file per_listener_settings persistence persistence_file
  persistence_location pid_file port protocol tls_version user`);

/**
 * Where the person says nothing. Saved every half minute: by default a crash takes the retained messages of half an hour.
 * Times with their distance from UTC: what reads the log may have another time zone, and an hour in autumn comes twice.
 * In flight: with the default of 20, an ingest that acknowledges what is stored gets through a few thousand messages a second.
 */
const defaults: Readonly<Record<string, string>> = {
  autosave_interval: "30",
  log_timestamp_format: "%Y-%m-%dT%H:%M:%S%z",
  max_inflight_messages: "200",
};

/** @see mosquitto.conf(5) */
export function mosquittoConf(launch: BrokerLaunch, service: Service, file: ConfigFile | undefined): string {
  const { limits, dataDir, listeners } = launch;
  const own = (file?.settings ?? []).filter(({ section, key }) => section === "" && carried.has(key));
  const missing = Object.entries(defaults).filter(([key]) => !own.some((setting) => setting.key === key));
  const lines = [
    "# Written by Edgeward at each start from the compose file and the mosquitto.conf that it mounts. Change those.",
    // As root mosquitto would become another user, who can open none of the files.
    "user root",
    "per_listener_settings false",
    "allow_anonymous false",
    `password_file ${launch.passwordFile}`,
    `acl_file ${launch.aclFile}`,
    `persistence ${dataDir !== undefined}`,
    ...(dataDir === undefined ? [] : [`persistence_location ${dataDir}/`]),
    // Standard output would be written a block at a time, and its last words lost.
    "log_dest stderr",
    `max_packet_size ${limits.packetBytes}`,
    `max_queued_messages ${limits.queuedMessages}`,
    `max_queued_bytes ${limits.queuedBytes}`,
    ...own.map(({ key, value }) => `${key} ${value}`),
    ...missing.map(([key, value]) => `${key} ${value}`),
    ...listeners.flatMap((listen) => listenerLines(listen, launch, service, file)),
  ];
  return `${lines.join("\n")}\n`;
}

function listenerLines(
  { host, port }: Listen,
  { tls, limits }: BrokerLaunch,
  service: Service,
  file: ConfigFile | undefined,
): readonly string[] {
  const target = service.ports.find(({ published }) => published === port)?.target ?? port;
  const section = file && listenersOf(file).find((listener) => listener.port === target)?.section;
  const own = (file?.settings ?? []).filter((one) => one.section === section && carriedOfListener.has(one.key));
  const bound = (file && section !== undefined && numberOf(file, section, "max_connections")) || 0;
  return [
    `listener ${port} ${host}`,
    `certfile ${tls.certificate}`,
    `keyfile ${tls.key}`,
    "tls_version tlsv1.2",
    `max_connections ${bound > 0 ? bound : limits.connections}`,
    ...own.map(({ key, value }) => `${key} ${value}`),
  ];
}

/** What the person wrote and the installed mosquitto is not told. */
export function unheededByMosquitto({ name }: Service, file: ConfigFile | undefined): readonly Problem[] {
  if (!file) return [];
  const remedy = `Remove it, or run ${name} with Docker where it is needed.`;
  const bridges = file.sections.filter(({ value }) => isBridge(value));
  const settings = file.settings.filter(
    ({ section, key }) =>
      !isBridge(section) && !decided.has(key) && !(section === "" && carried.has(key)) && !carriedOfListener.has(key),
  );
  return [
    ...bridges.map(({ value, at }) =>
      notice("not-carried", at, `the bridge \`${value}\` is not carried over to the installed mosquitto`, remedy),
    ),
    ...settings.map(({ key, at }) =>
      notice("not-carried", at, `\`${key}\` is not carried over to the installed mosquitto`, remedy),
    ),
  ];
}
