/**
 * The listeners of a mosquitto.conf. `port` opens one too, and its section is called like a `listener` line's.
 * Invariant: what is not a `listener` section and not global belongs to a bridge (`connection`), and opens no port.
 * @see mosquitto.conf(5), "Listeners"
 */
import type { ConfigFile } from "./setting.ts";
import type { Located, Span } from "./span.ts";
import { flagOf, textOf } from "./table.ts";

export interface Listener {
  /** `listener 1883`, or "" for the default listener. */
  readonly section: string;
  /** 0 is a unix socket. */
  readonly port: number;
  /** Address that it binds to; the socket's path when the port is 0. */
  readonly host?: string;
  readonly protocol: "mqtt" | "websockets";
  /** By certificate or by pre-shared key. */
  readonly tls: boolean;
  readonly at?: Span;
}

/**
 * Options that belong to one listener. Written before the first `listener` line, each of these makes mosquitto open its default
 * listener on 1883 as well (seen with 2.0.11: a global `max_connections` is enough).
 */
export const listenerKeys: ReadonlySet<string> = new Set(
  `listener bind_address bind_interface port protocol max_connections max_qos maximum_qos max_topic_alias max_topic_alias_broker
  mount_point socket_domain http_dir use_username_as_clientid cafile capath certfile keyfile ciphers ciphers_tls1.3 crlfile dhparamfile
  require_certificate tls_engine tls_engine_kpass_sha1 tls_keyform tls_version use_identity_as_username use_subject_as_username psk_hint
  listener_allow_anonymous listener_auto_id_prefix plugin_use websockets_origin accept_protocol_versions enable_proxy_protocol
  proxy_protocol_v2_require_tls disable_client_cert_date_checks`.split(/\s+/),
);

/** Options that belong to one listener when `per_listener_settings` is true, and to all otherwise. */
export const securityKeys: ReadonlySet<string> = new Set(
  `allow_anonymous password_file acl_file psk_file allow_zero_length_clientid auto_id_prefix auth_plugin plugin
  auth_plugin_deny_special_chars`.split(/\s+/),
);

export const isPerListener = (file: ConfigFile): boolean => flagOf(file, "", "per_listener_settings") === true;

export const isBridge = (section: string): boolean => section !== "" && !section.startsWith("listener ");

/** Whether the option shapes one listener only, here in this file. */
export function belongsToListener(file: ConfigFile, key: string): boolean {
  return listenerKeys.has(key) || (securityKeys.has(key) && isPerListener(file));
}

/** All that would be opened; without any `listener` line there is still the default one. */
export function listenersOf(file: ConfigFile): readonly Listener[] {
  const named = file.sections.flatMap((section) => namedListener(file, section));
  const implied = file.settings.some(({ section, key }) => section === "" && opensDefault(file, key));
  return named.length > 0 && !implied ? named : [defaultListener(file), ...named];
}

/** Whether mosquitto 2 starts "in local only mode": nobody named a listener, so only this machine is served. */
export function isLocalOnly(file: ConfigFile): boolean {
  return (
    listenersOf(file).every(({ section }) => section === "") &&
    !file.settings.some(({ section, key }) => section === "" && opensDefault(file, key))
  );
}

/** Of the security options only some: `allow_anonymous` before the first listener opens nothing (seen with 2.0.11). */
function opensDefault(file: ConfigFile, key: string): boolean {
  return listenerKeys.has(key) || (isPerListener(file) && /^(password_file|psk_file|auth_plugin|plugin)$/.test(key));
}

function namedListener(file: ConfigFile, { value: section, at }: Located<string>): readonly Listener[] {
  const [, port, bound] = /^listener (\d+)(?: (\S.*))?$/.exec(section) ?? [];
  if (port === undefined) return [];
  // The section bears the address only where the port alone would not tell two listeners apart.
  const [, line] = /^\d+ +(\S+)/.exec(textOf(file, section, "listener") ?? "") ?? [];
  const host = line ?? textOf(file, section, "bind_address") ?? bound;
  return [{ section, port: Number(port), ...(host === undefined ? {} : { host }), ...shape(file, section), at }];
}

function defaultListener(file: ConfigFile): Listener {
  const host = textOf(file, "", "bind_address");
  return { section: "", port: 1883, ...(host === undefined ? {} : { host }), ...shape(file, "") };
}

function shape(file: ConfigFile, section: string): Pick<Listener, "protocol" | "tls"> {
  const has = (key: string) => textOf(file, section, key) !== undefined;
  return {
    protocol: textOf(file, section, "protocol") === "websockets" ? "websockets" : "mqtt",
    tls: (has("certfile") && has("keyfile")) || has("psk_hint"),
  };
}
