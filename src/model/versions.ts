/**
 * What the releases of a program can and demand, as far as securing it depends on that. Data and lookups; each row says where it comes from.
 * Invariant: a question about a version that nobody knows is answered as for the oldest release here, so nothing is counted on that may
 * not be there.
 */

/** Major, minor, patch. */
export type Version = readonly [major: number, minor: number, patch: number];

/** @param text as programs and packages say it: `2.0.11`, `v1.8`, `1.6.7~rc0-1+b13`; @returns undefined where no number leads */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?(\d{1,5})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?/.exec(text.trim()) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor ?? 0), Number(patch ?? 0)];
}

/** @returns false where the version is not known */
export function isAtLeast(version: string | undefined, least: string): boolean {
  const [given, wanted] = [version === undefined ? undefined : parseVersion(version), parseVersion(least)];
  if (!given || !wanted) return false;
  const different = given.findIndex((part, i) => part !== wanted[i]);
  return different < 0 || (given[different] ?? 0) > (wanted[different] ?? 0);
}

/** The row of the newest release that is not newer than the version; the first one for a version that is older, or not known. */
function rowOf<Row extends { readonly from: string }>(
  rows: readonly [Row, ...Row[]],
  version: string | undefined,
): Row {
  return rows.findLast(({ from }) => isAtLeast(version, from)) ?? rows[0];
}

/** How a line of a password file holds its password: `$6$` SHA-512 once, `$7$` PBKDF2 with HMAC-SHA-512. */
export type PasswordHash = "sha512" | "sha512-pbkdf2" | "argon2id";

export interface MosquittoTraits {
  /** First release that the row holds for. */
  readonly from: string;
  /** Hashes that a password file may have; argon2id only where it was compiled in, which Debian's 2.1.2 was not. */
  readonly hashes: readonly PasswordHash[];
  /** Rounds that `mosquitto_passwd` takes for `$7$`; any number is read. Absent where there is no `$7$`. */
  readonly iterations?: number;
  /** Lengths of salt that it reads, in bytes; `mosquitto_passwd` of 2.1 makes 64, which locks the user out of a 2.0. */
  readonly saltBytes: readonly number[];
  /**
   * A line with a colon in a password file that it cannot read: "ignored", its user cannot log in; "fatal", the broker ends, on a reload
   * too, and so it does for a name that stands twice, of which the last one counts otherwise.
   */
  readonly badPasswordLine: "ignored" | "fatal";
  /** `password_file` and `acl_file` still work, and are to go in 3.0; the plugins in their place are the same code. */
  readonly filesDeprecated: boolean;
  /** `per_listener_settings` still works, and is to go in 3.0. */
  readonly perListenerDeprecated: boolean;
  /** A link in place of a password, access list, key (PSK) or database file is not opened (MOSQUITTO_UNSAFE_ALLOW_SYMLINKS lifts it). */
  readonly refusesLinks: boolean;
  /** Says so in its log when such a file is not its own account's, group's, or open to others; it loads it all the same. */
  readonly warnsOfRights: boolean;
  /** `--test-config`: reads the settings, opens no port, and reads neither password file nor certificates. */
  readonly testConfig: boolean;
  /** Without `listener` and `port` it opens 1883 on loopback only; before, on every address. */
  readonly localOnly: boolean;
  /** `allow_anonymous` where nobody says, and a listener is defined. */
  readonly anonymous: boolean;
  /** A text setting that stands twice in one section: "refused", or the last one counts. */
  readonly twice: "refused" | "last-counts";
  /** `include_dir` in a file that an `include_dir` brought in. */
  readonly nestedInclude: "ignored" | "refused";
  /** Lowest release of TLS that a listener takes when `tls_version` is not set. */
  readonly lowestTls: "tlsv1.1" | "tlsv1.2";
  /** `tls_version tlsv1.2`: that release and no other, or that one and later. */
  readonly tlsVersion: "exactly" | "at-least";
}

const oldest: MosquittoTraits = {
  from: "1.6",
  hashes: ["sha512"],
  saltBytes: [12],
  badPasswordLine: "ignored",
  filesDeprecated: false,
  perListenerDeprecated: false,
  refusesLinks: false,
  warnsOfRights: false,
  testConfig: false,
  localOnly: false,
  anonymous: true,
  twice: "refused",
  nestedInclude: "ignored",
  lowestTls: "tlsv1.1",
  tlsVersion: "exactly",
};

const two: MosquittoTraits = {
  ...oldest,
  from: "2.0",
  hashes: ["sha512", "sha512-pbkdf2"],
  iterations: 101,
  localOnly: true,
  anonymous: false,
  tlsVersion: "at-least",
};

const twoOne: MosquittoTraits = {
  ...two,
  from: "2.1",
  hashes: ["sha512", "sha512-pbkdf2", "argon2id"],
  iterations: 1000,
  saltBytes: [12, 64],
  badPasswordLine: "fatal",
  filesDeprecated: true,
  perListenerDeprecated: true,
  refusesLinks: true,
  warnsOfRights: true,
  testConfig: true,
  twice: "last-counts",
  nestedInclude: "refused",
  lowestTls: "tlsv1.2",
};

/**
 * All rows: the account that it runs as must be able to read passwords, access list and TLS key, since privileges are dropped before
 * they are opened (seen with 2.0.11 and 2.1.2).
 * @see mosquitto, ChangeLog.txt and src/conf.c and src/net.c at v1.6.15, v2.0.11, v2.0.16, v2.1.2; tried on Debian's 2.0.11 and 2.1.2
 */
const mosquitto = [oldest, two, { ...two, from: "2.0.16", warnsOfRights: true }, twoOne] as const;

export const mosquittoTraits = (version: string | undefined): MosquittoTraits => rowOf(mosquitto, version);

/**
 * First release of InfluxDB 1.x that knows a setting; an older one passes over it in silence, so writing it there protects nothing.
 * @see influxdata/influxdb, services/httpd/config.go and pkg/tlsconfig at v1.5.0 to v1.8.10; tried on Debian's 1.6.7
 */
const influxOne = {
  "http auth-enabled": "0.9",
  "http https-enabled": "0.9",
  "http pprof-enabled": "1.0",
  /** Serves the profile pages on localhost:6060 too, from before the database is up. */
  "http debug-pprof-enabled": "1.5.3",
  "http unix-socket-permissions": "1.6",
  "tls min-version": "1.6.1",
  "tls ciphers": "1.6.1",
  /**
   * With auth-enabled and pprof-enabled, /debug/pprof, /debug/requests and /debug/vars are an administrator's. With pprof-enabled off
   * only /debug/pprof is gone, and the other two answer everybody, as they always do before this release (seen with 1.6.7).
   */
  "http pprof-auth-enabled": "1.7.9",
  "http ping-auth-enabled": "1.7.9",
  "http prom-read-auth-enabled": "1.8.5",
} as const;

export type InfluxSetting = keyof typeof influxOne;

/** @returns false for another major version, and where the version is not known */
export const influxHas = (version: string | undefined, setting: InfluxSetting): boolean =>
  isAtLeast(version, influxOne[setting]) && !isAtLeast(version, "2.0");

/**
 * Pages about itself that an InfluxDB 1.x shows to everybody who reaches it, whatever its settings say.
 * @see influxdata/influxdb, services/httpd/handler.go at v1.8.10; tried on Debian's 1.6.7
 */
export const alwaysOpen = (version: string | undefined): readonly string[] => {
  if (isAtLeast(version, "2.0")) return [];
  return influxHas(version, "http pprof-auth-enabled") ? ["/metrics"] : ["/debug/vars", "/metrics"];
};

export type InfluxMajor = 1 | 2 | 3;

/** What to set so that the three generations speak TLS and ask for a login, each in its own words. */
export interface InfluxWords {
  readonly listen: readonly [section: string, key: string];
  readonly certificate: readonly [section: string, key: string];
  readonly privateKey: readonly [section: string, key: string];
  readonly lowestTls: readonly [section: string, key: string, value: string];
  /** Absent: logins are always asked for. */
  readonly login?: readonly [section: string, key: string, value: boolean];
  /** Where clients find it when `listen` says nothing. */
  readonly port: number;
}

/** @see InfluxDB 1.8, 2.7, 3 Core documentation, Configuration options; influxdb3-core.conf of the package */
export const influxWords: Readonly<Record<InfluxMajor, InfluxWords>> = {
  1: {
    listen: ["http", "bind-address"],
    certificate: ["http", "https-certificate"],
    privateKey: ["http", "https-private-key"],
    lowestTls: ["tls", "min-version", "tls1.2"],
    login: ["http", "auth-enabled", true],
    port: 8086,
  },
  2: {
    listen: ["", "http-bind-address"],
    certificate: ["", "tls-cert"],
    privateKey: ["", "tls-key"],
    lowestTls: ["", "tls-min-version", "1.2"],
    port: 8086,
  },
  3: {
    listen: ["", "http-bind"],
    certificate: ["", "tls-cert"],
    privateKey: ["", "tls-key"],
    lowestTls: ["", "tls-minimum-version", "tls-1.2"],
    login: ["", "without-auth", false],
    port: 8181,
  },
};

/**
 * Whether `[[secretstores.docker]]` can be: any directory of files, one secret each. `username` and `password` of mqtt_consumer and
 * influxdb take `@{store:key}` since 1.26. Older ones are told secrets in their environment only.
 * @see influxdata/telegraf, plugins/secretstores at v1.25.0 (jose, os), v1.26.0, v1.27.0 (docker, http)
 */
export const hasSecretFiles = (telegraf: string | undefined): boolean => isAtLeast(telegraf, "1.27");

/**
 * Whether `$__file{/path}` stands for a file's content, trimmed, in grafana.ini and in provisioned data sources.
 * @see Grafana 7.1 documentation, Configuration, Variable expansion; grafana/grafana, pkg/setting/expanders.go
 */
export const hasFileProvider = (grafana: string | undefined): boolean => isAtLeast(grafana, "7.1");

/** Data sources from files in `provisioning/datasources`. @see Grafana 5.0 documentation, Provisioning */
export const hasProvisioning = (grafana: string | undefined): boolean => isAtLeast(grafana, "5.0");
