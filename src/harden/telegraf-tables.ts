/** Telegraf's tables that talk to a broker or a database, each with the server that it means. */
import { parseAddress } from "../model/address.ts";
import { expanded, peerAt } from "../model/peer.ts";
import type { Span } from "../model/span.ts";
import type { Service, Stack } from "../model/stack.ts";
import { tablesOf, textsOf } from "../model/table.ts";
import { type ConfigPlace, telegrafConfig } from "./config-place.ts";

export interface ServerTable {
  readonly place: ConfigPlace & { readonly file: NonNullable<ConfigPlace["file"]> };
  readonly section: string;
  readonly plugin: string;
  /** Key of the list of servers. */
  readonly key: "servers" | "urls";
  readonly at: Span;
  /** As written; Telegraf's default where nothing is. */
  readonly addresses: readonly string[];
  /** Absent: the server is not in this stack. */
  readonly server?: Service;
}

/** Defaults from the plugins' README files in influxdata/telegraf. */
const mqtt = [
  { plugin: "inputs.mqtt_consumer", key: "servers", missing: "tcp://127.0.0.1:1883" },
  { plugin: "outputs.mqtt", key: "servers", missing: "tcp://127.0.0.1:1883" },
] as const;
const influx = [
  { plugin: "outputs.influxdb", key: "urls", missing: "http://127.0.0.1:8086" },
  { plugin: "outputs.influxdb_v2", key: "urls", missing: "http://127.0.0.1:8086" },
] as const;

export const mqttTables = (stack: Stack, service: Service): readonly ServerTable[] =>
  tables(stack, service, "broker", mqtt);
export const influxTables = (stack: Stack, service: Service): readonly ServerTable[] =>
  tables(stack, service, "database", influx);

function tables(
  stack: Stack,
  service: Service,
  role: "broker" | "database",
  plugins: typeof mqtt | typeof influx,
): readonly ServerTable[] {
  const place = telegrafConfig(service);
  if (!place) return [];
  return plugins.flatMap(({ plugin, key, missing }) =>
    tablesOf(place.file, plugin).map(({ value: section, at }): ServerTable => {
      const written = textsOf(place.file, section, key);
      const addresses = written.length > 0 ? written : [missing];
      const hosts = addresses.map((address) => parseAddress(expanded(address, service))?.host);
      const server = hosts.map((host) => (host === undefined ? undefined : peerAt(stack, role, host))).find(Boolean);
      return { place, section, plugin, key, at, addresses, ...(server ? { server } : {}) };
    }),
  );
}
