/**
 * Programs on the machine itself are set up by their own files, not by the environment: which setting stands behind a variable.
 * @see InfluxDB 1.8 documentation, "Configuration": `INFLUXDB_<SECTION>_<NAME>`; Grafana documentation, "Override configuration with
 * environment variables": `GF_<SECTION>_<KEY>`, and "Variable expansion": `$__file{path}`; InfluxDB 2 documentation, "Configuration options"
 */
import { imageOf } from "../model/image.ts";
import type { SettingValue } from "../model/setting.ts";
import type { Service } from "../model/stack.ts";
import { type InfluxSetting, influxHas } from "../model/versions.ts";
import type { ConfigPlace } from "./config-place.ts";

interface Behind {
  readonly place: ConfigPlace;
  readonly section: string;
  readonly key: string;
  /** Undefined: this program, or this version of it, has nothing to set there. */
  readonly value: SettingValue | undefined;
}

/** `least`: what only some versions of InfluxDB 1.x know. */
type Row = readonly [section: string, key: string, value: (text: string) => SettingValue, least?: InfluxSetting];

const text = (value: string): SettingValue => value;
const flag = (value: string): SettingValue => value === "true";
const inFile = (path: string): SettingValue => `$__file{${path}}`;

const rows: Readonly<Record<"influxdb" | "grafana", Readonly<Record<string, Row>>>> = {
  influxdb: {
    INFLUXDB_HTTP_AUTH_ENABLED: ["http", "auth-enabled", flag],
    INFLUXDB_HTTP_PPROF_ENABLED: ["http", "pprof-enabled", flag],
    INFLUXDB_HTTP_PPROF_AUTH_ENABLED: ["http", "pprof-auth-enabled", flag, "http pprof-auth-enabled"],
    INFLUXDB_HTTP_HTTPS_ENABLED: ["http", "https-enabled", flag],
    INFLUXDB_HTTP_HTTPS_CERTIFICATE: ["http", "https-certificate", text],
    INFLUXDB_HTTP_HTTPS_PRIVATE_KEY: ["http", "https-private-key", text],
    INFLUXDB_TLS_MIN_VERSION: ["tls", "min-version", text, "tls min-version"],
    INFLUXD_TLS_CERT: ["", "tls-cert", text],
    INFLUXD_TLS_KEY: ["", "tls-key", text],
    INFLUXDB3_TLS_CERT: ["", "tls-cert", text],
    INFLUXDB3_TLS_KEY: ["", "tls-key", text],
    INFLUXDB3_ADMIN_TOKEN_FILE: ["", "admin-token-file", text],
  },
  grafana: {
    GF_SECURITY_ADMIN_PASSWORD__FILE: ["security", "admin_password", inFile],
    GF_AUTH_ANONYMOUS_ENABLED: ["auth.anonymous", "enabled", flag],
    GF_USERS_ALLOW_SIGN_UP: ["users", "allow_sign_up", flag],
  },
};

/** @returns undefined when the variable is one: in a container, or of a program that has no such file */
export function settingBehind(service: Service, name: string, after: string): Behind | undefined {
  if (!service.onMachine) return undefined;
  const file = service.configs.find((config) => config.format === "influxdb" || config.format === "grafana");
  if (!file || (file.format !== "influxdb" && file.format !== "grafana")) return undefined;
  const place = { service, path: file.path, file };
  const row = rows[file.format][name];
  // What only the container's start script reads has no setting: the users are made another way.
  if (!row) return { place, section: "", key: name, value: undefined };
  const [section, key, value, least] = row;
  const isKnown = least === undefined || influxHas(imageOf(service)?.tag, least);
  return { place, section, key, value: isKnown ? value(after) : undefined };
}
