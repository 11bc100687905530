/**
 * What the installed influxd 1.x starts from: as it serves, and as it is while its users are made.
 * Invariant: it can be connected to over a unix socket alone, in a directory that only its owner opens.
 */
import type { DatabaseLaunch, Listen } from "../../../model/launch.ts";
import { settingOf } from "../../../model/setting.ts";
import type { Service } from "../../../model/stack.ts";

type Value = string | number | boolean;
type Tables = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** What the person may have set, by table; environment variables win over the file, as in influxd itself. */
const carried: Readonly<Record<string, readonly string[]>> = {
  data: [
    "cache-max-memory-size",
    "cache-snapshot-memory-size",
    "cache-snapshot-write-cold-duration",
    "index-version",
    "max-concurrent-compactions",
    "max-series-per-database",
    "max-values-per-tag",
    "wal-fsync-delay",
  ],
  coordinator: [
    "max-concurrent-queries",
    "max-select-buckets",
    "max-select-point",
    "max-select-series",
    "query-timeout",
  ],
  http: ["max-body-size", "max-concurrent-write-limit", "max-enqueued-write-limit", "max-row-limit"],
};

/**
 * A TCP socket that is bound to the broadcast address can be listened on and never be connected to: the kernel refuses connect(2) to it,
 * and drops a SYN whose destination is no single host. influxd cannot do without its ports, and the one for backups asks for no login.
 * @see RFC 9293, section 3.9.2.3: a TCP implementation MUST silently discard SYNs to broadcast addresses
 */
const nobody = "255.255.255.255";

/** For queries, and for backups. Port 0: whichever is free, since any number could be that of a service, or of another stack. */
export const sealed: readonly [Listen, Listen] = [
  { host: nobody, port: 0 },
  { host: nobody, port: 0 },
];

/** The gate before it speaks TLS. */
export const servingConf = (launch: DatabaseLaunch, service: Service, socket: string): string =>
  confOf(launch, service, { "auth-enabled": true, "bind-socket": socket });

/** Everybody who reaches it may do everything: so nobody does but over the socket, and the gate knows another. */
export const firstUsersConf = (launch: DatabaseLaunch, service: Service, socket: string): string =>
  confOf(launch, service, { "auth-enabled": false, "bind-socket": socket });

/** @see InfluxDB 1.8 documentation, Configuration options */
function confOf(launch: DatabaseLaunch, service: Service, http: Tables[string]): string {
  const [queries, backups] = sealed;
  const own = ownOf(service);
  return toml({
    "": { "bind-address": addressOf(backups), "reporting-disabled": true },
    meta: { dir: `${launch.dataDir}/meta` },
    data: {
      dir: `${launch.dataDir}/data`,
      "wal-dir": `${launch.dataDir}/wal`,
      // Queries can hold what people would not have in a log.
      "query-log-enabled": false,
      ...own.data,
    },
    coordinator: { ...own.coordinator },
    http: {
      ...own.http,
      enabled: true,
      "bind-address": addressOf(queries),
      "https-enabled": false,
      "unix-socket-enabled": true,
      "unix-socket-permissions": "0600",
      "pprof-enabled": false,
      "debug-pprof-enabled": false,
      "flux-enabled": false,
      "log-enabled": false,
      ...http,
    },
    monitor: { "store-enabled": false },
    // Would send what is written to whoever is subscribed.
    subscriber: { enabled: false },
    ifql: { enabled: false },
    logging: { format: "logfmt", "suppress-logo": true },
  });
}

const addressOf = ({ host, port }: Listen): string => `${host}:${port}`;

function ownOf({ environment, configs }: Service): Tables {
  const file = configs.find(({ format }) => format === "influxdb");
  const settingIn = (table: string, key: string): Value | undefined => {
    const name = `INFLUXDB_${table}_${key}`.toUpperCase().replaceAll("-", "_");
    const said = environment.find((variable) => variable.name === name)?.value;
    if (said !== undefined && said !== "") return /^-?\d+$/.test(said) ? Number(said) : said;
    const written = file && settingOf(file, table, key)?.value;
    return typeof written === "object" ? undefined : written;
  };
  return Object.fromEntries(
    Object.entries(carried).map(([table, keys]) => [
      table,
      Object.fromEntries(
        keys.flatMap((key) => {
          const value = settingIn(table, key);
          return value === undefined ? [] : [[key, value]];
        }),
      ),
    ]),
  );
}

function toml(tables: Tables): string {
  const texts = Object.entries(tables).map(([name, values]) => {
    const lines = Object.entries(values).map(([key, value]) => `${key} = ${show(value)}`);
    return [...(name === "" ? [] : [`[${name}]`]), ...lines, ""].join("\n");
  });
  return `# Written by Edgeward at each start from the compose file. Change that.\n${texts.join("\n")}`;
}

/** A basic string of TOML takes JSON's escapes. @see TOML 1.0, String */
const show = (value: Value): string => (typeof value === "string" ? JSON.stringify(value) : String(value));
