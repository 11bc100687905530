/**
 * A telegraf.conf and its telegraf.d as Telegraf understands them, as far as one way from MQTT to InfluxDB needs: variables, secret stores,
 * documented names. A name that Telegraf does not document is an error, as it is for Telegraf.
 * @see influxdata/telegraf: docs/CONFIGURATION.md, plugins/inputs/mqtt_consumer, plugins/outputs/influxdb, plugins/secretstores/docker
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "smol-toml";

export type Table = Readonly<Record<string, unknown>>;

export interface Pipe {
  readonly input: Table;
  readonly output: Table;
  /** Another input, which opens a UDP port: where. */
  readonly statsd?: string;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const tls = "tls_ca tls_cert tls_key insecure_skip_verify";
const documented: Readonly<Record<string, readonly string[]>> = {
  mqtt_consumer:
    words(`servers topics topic_tag qos connection_timeout max_undelivered_messages persistent_session client_id
    username password data_format tag_keys json_string_fields json_name_key name_override tags ${tls}`),
  influxdb: words(`urls database database_tag exclude_database_tag skip_database_creation retention_policy timeout
    username password user_agent content_encoding ${tls}`),
  docker: words("id path dynamic"),
  statsd: words("protocol service_address"),
};

/** @param texts of the files, in the order in which Telegraf reads them; @param environment that the process was started with */
export function pipeIn(texts: readonly string[], environment: NodeJS.ProcessEnv): Pipe {
  const files = texts.map((text) => parse(expanded(text, environment)) as Readonly<Record<string, unknown>>);
  const all = (kind: string, plugin: string): readonly Table[] =>
    files.flatMap((file) => {
      const tables = (file[kind] as Record<string, readonly Table[]> | undefined)?.[plugin] ?? [];
      return tables.map((table) => checked(plugin, table));
    });
  const stores = all("secretstores", "docker");
  const [input, ...inputs] = all("inputs", "mqtt_consumer").map((table) => revealed(table, stores));
  const [output, ...outputs] = all("outputs", "influxdb").map((table) => revealed(table, stores));
  if (!input || !output || inputs.length + outputs.length > 0) throw new Error("one input and one output, please");
  const [statsd] = all("inputs", "statsd");
  return { input, output, ...(statsd && { statsd: String(statsd.service_address ?? ":8125") }) };
}

function checked(plugin: string, table: Table): Table {
  const unused = Object.keys(table).filter((key) => !documented[plugin]?.includes(key));
  if (unused.length > 0)
    throw new Error(`${plugin}: configuration specified the fields ${unused}, but they were not used`);
  return table;
}

/** In the text, before it is read as TOML; comments are left out, and a variable that nobody set stays as it is written. */
function expanded(text: string, environment: NodeJS.ProcessEnv): string {
  return text.replaceAll(/^\s*#.*$|\$\{(\w+)(?::-([^}]*))?\}/gm, (all, name?: string, otherwise?: string) =>
    name === undefined ? "" : ((environment[name] || otherwise) ?? all),
  );
}

function revealed(table: Table, stores: readonly Table[]): Table {
  const reveal = (value: unknown) =>
    typeof value === "string"
      ? value.replaceAll(/@\{(\w+):(\w+)\}/g, (_, id, key) => secretOf(stores, id, key))
      : value;
  return { ...table, username: reveal(table.username), password: reveal(table.password) };
}

/** To the last byte: a newline at its end would be sent as a part of the password. */
function secretOf(stores: readonly Table[], id: string, key: string): string {
  const store = stores.find((one) => one.id === id);
  if (!store) throw new Error(`unknown secret-store for "${id}"`);
  const directory = String(store.path ?? "/run/secrets");
  const path = resolve(directory, key);
  if (dirname(path) !== directory) throw new Error(`directory traversal detected for key ${key}`);
  return readFileSync(path, "utf8");
}
