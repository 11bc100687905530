/** What the packages of each program look like. @see Debian's packages of mosquitto and influxdb; InfluxData's and Grafana's packages */
import type { ProgramKind } from "../../../model/machine.ts";

export type InstalledKind = Exclude<ProgramKind, "agent">;

export interface Known {
  /** Names of its executable, the likelier one first. */
  readonly names: readonly string[];
  /** Options that name its configuration file. */
  readonly configOptions: readonly string[];
  /** Options that name a directory of further files. */
  readonly directoryOptions: readonly string[];
  /** Variable that names its configuration file. */
  readonly configVariable?: string;
  readonly configs: readonly string[];
  /** Directories of further files that its package reads. */
  readonly directories: readonly string[];
  /** Variables for the service, in lines of NAME=value. */
  readonly environment: readonly string[];
  readonly versionWords: readonly string[];
  readonly units: readonly string[];
  readonly scripts: readonly string[];
  /** User that its package makes. */
  readonly user: string;
  readonly data: string;
  /** Where its package's script, or the program itself, writes its log. */
  readonly logs: readonly string[];
}

export const known: Readonly<Record<InstalledKind, Known>> = {
  /** @see mosquitto(8) */
  mosquitto: {
    names: ["mosquitto"],
    configOptions: ["-c", "--config-file"],
    directoryOptions: [],
    configs: ["/etc/mosquitto/mosquitto.conf"],
    directories: [],
    environment: [],
    versionWords: ["-h"],
    units: ["mosquitto.service"],
    scripts: ["/etc/init.d/mosquitto"],
    user: "mosquitto",
    data: "/var/lib/mosquitto",
    logs: [],
  },
  /** @see InfluxDB 1.8 documentation, influxd */
  influxdb: {
    names: ["influxd"],
    configOptions: ["-config", "--config"],
    directoryOptions: [],
    configVariable: "INFLUXDB_CONFIG_PATH",
    configs: ["/etc/influxdb/influxdb.conf", "/etc/influxdb/config.toml"],
    directories: [],
    environment: ["/etc/default/influxdb", "/etc/default/influxdb2"],
    versionWords: ["version"],
    units: ["influxdb.service", "influxd.service"],
    scripts: ["/etc/init.d/influxdb", "/etc/init.d/influxd"],
    user: "influxdb",
    data: "/var/lib/influxdb",
    logs: ["/var/log/influxdb/influxd.log"],
  },
  /** @see influxdata/telegraf, docs/CONFIGURATION.md, scripts/telegraf.service */
  telegraf: {
    names: ["telegraf"],
    configOptions: ["--config", "-config"],
    directoryOptions: ["--config-directory", "-config-directory"],
    configVariable: "TELEGRAF_CONFIG_PATH",
    configs: ["/etc/telegraf/telegraf.conf"],
    directories: ["/etc/telegraf/telegraf.d"],
    environment: ["/etc/default/telegraf"],
    versionWords: ["--version"],
    units: ["telegraf.service"],
    scripts: ["/etc/init.d/telegraf"],
    user: "telegraf",
    data: "/etc/telegraf",
    logs: ["/var/log/telegraf/telegraf.log"],
  },
  /** @see Grafana documentation, Configuration; grafana/grafana, packaging/deb */
  grafana: {
    names: ["grafana-server", "grafana"],
    configOptions: ["--config", "-config"],
    directoryOptions: [],
    configs: ["/etc/grafana/grafana.ini"],
    directories: [],
    environment: ["/etc/default/grafana-server"],
    versionWords: ["-v"],
    units: ["grafana-server.service"],
    scripts: ["/etc/init.d/grafana-server"],
    user: "grafana",
    data: "/var/lib/grafana",
    logs: ["/var/log/grafana/grafana.log"],
  },
};

export const installedKinds: readonly InstalledKind[] = ["mosquitto", "influxdb", "telegraf", "grafana"];

/** The order in which a shell of root's looks. */
export const usualDirectories = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
  "/usr/share/grafana/bin",
];
