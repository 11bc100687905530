/**
 * Every directive of mosquitto.conf, 1.6 to 2.1: what it takes, what it applies to, and what becomes of it here.
 * @see man mosquitto.conf
 */

export interface Directive {
  readonly takes: Takes;
  readonly scope: Scope;
  /** "read": counts. "moot": about logs, processes and sockets of mosquitto itself. "later": not carried out by this version. */
  readonly here: "read" | "moot" | "later";
  /** May stand several times in one section. */
  readonly many?: boolean;
}

type Takes =
  | "flag"
  | "text"
  /** Words up to a comment. */
  | "words"
  | { readonly from: number; readonly to: number }
  | { readonly oneOf: readonly string[] };

/** "security" belongs to a listener when `per_listener_settings` is true, and holds globally otherwise. */
type Scope = "global" | "security" | "listener" | "bridge" | "plugin";

const most = 2 ** 31 - 1;
const count: Takes = { from: 0, to: most };
const ports: Takes = { from: 1, to: 65_535 };

type Row = readonly [names: string, takes: Takes, here: Directive["here"], many?: "many"];

const rows: Readonly<Record<Scope, readonly Row[]>> = {
  global: [
    ["listener", "words", "read", "many"],
    ["port", ports, "read"],
    ["per_listener_settings persistence retained_persistence", "flag", "read"],
    ["persistence_location persistence_file", "text", "read"],
    ["max_packet_size", { from: 20, to: most }, "read"],
    ["message_size_limit", { from: 0, to: 268_435_455 }, "read"],
    ["max_queued_bytes max_queued_messages", count, "read"],
    ["autosave_on_changes connection_messages log_timestamp set_tcp_nodelay allow_duplicate_messages", "flag", "moot"],
    ["autosave_interval retry_interval", count, "moot"],
    ["log_dest log_type", "words", "moot", "many"],
    ["log_facility log_timestamp_format pid_file user", "text", "moot"],
    ["websockets_log_level websockets_headers_size packet_buffer_size", count, "moot"],
    [
      "check_retain_source queue_qos0_messages retain_available upgrade_outgoing_qos enable_control_api",
      "flag",
      "later",
    ],
    ["max_inflight_bytes max_inflight_messages memory_limit retain_expiry_interval", count, "later"],
    ["global_max_clients global_max_connections", { from: -1, to: most }, "later"],
    ["max_keepalive sys_interval", { from: 0, to: 65_535 }, "later"],
    ["clientid_prefixes persistent_client_expiration", "text", "later"],
    ["include_dir", "text", "later", "many"],
    ["connection", "text", "later", "many"],
    ["global_plugin plugin_load", "text", "later", "many"],
  ],
  security: [
    ["allow_anonymous", "flag", "read"],
    ["acl_file password_file", "text", "read"],
    ["allow_zero_length_clientid auth_plugin_deny_special_chars", "flag", "later"],
    ["auto_id_prefix psk_file", "text", "later"],
    ["auth_plugin plugin", "text", "later", "many"],
  ],
  listener: [
    ["bind_address cafile capath certfile keyfile", "text", "read"],
    ["max_connections", { from: -1, to: most }, "read"],
    ["protocol", { oneOf: ["mqtt", "mqttsn", "websockets", "http_api"] }, "read"],
    ["tls_version", { oneOf: ["tlsv1.3", "tlsv1.2", "tlsv1.1", "tlsv1"] }, "read"],
    ["listener_allow_anonymous", "flag", "read"],
    ["bind_interface ciphers ciphers_tls1.3 crlfile dhparamfile http_dir mount_point psk_hint", "text", "later"],
    ["tls_engine tls_engine_kpass_sha1 accept_protocol_versions listener_auto_id_prefix", "text", "later"],
    ["plugin_use websockets_origin", "text", "later", "many"],
    ["socket_domain", { oneOf: ["ipv4", "ipv6"] }, "later"],
    ["tls_keyform", { oneOf: ["pem", "engine"] }, "later"],
    ["max_qos maximum_qos", { from: 0, to: 2 }, "later"],
    ["max_topic_alias max_topic_alias_broker", { from: 0, to: 65_535 }, "later"],
    ["enable_proxy_protocol", { from: 1, to: 2 }, "later"],
    ["require_certificate use_identity_as_username use_subject_as_username use_username_as_clientid", "flag", "later"],
    ["disable_client_cert_date_checks proxy_protocol_v2_require_tls", "flag", "later"],
  ],
  bridge: [
    ["address addresses topic", "text", "later", "many"],
    ["bridge_alpn bridge_bind_address bridge_cafile bridge_capath bridge_certfile bridge_ciphers", "text", "later"],
    ["bridge_ciphers_tls1.3 bridge_identity bridge_keyfile bridge_psk bridge_tls_version", "text", "later"],
    ["bridge_protocol_version", { oneOf: ["mqttv31", "mqttv311", "mqttv50"] }, "later"],
    ["bridge_reload_type", { oneOf: ["lazy", "immediate"] }, "later"],
    ["bridge_attempt_unsubscribe bridge_insecure bridge_outgoing_retain bridge_require_ocsp", "flag", "later"],
    ["bridge_tls_use_os_certs cleansession local_cleansession notifications", "flag", "later"],
    ["notifications_local_only round_robin try_private", "flag", "later"],
    ["bridge_max_packet_size bridge_max_topic_alias bridge_receive_maximum", count, "later"],
    ["bridge_session_expiry_interval bridge_tcp_user_timeout", "text", "later"],
    ["bridge_tcp_keepalive restart_timeout", "text", "later"],
    ["idle_timeout threshold", { from: 1, to: most }, "later"],
    ["keepalive_interval", { from: 5, to: 65_535 }, "later"],
    ["clientid remote_clientid local_clientid local_password local_username", "text", "later"],
    ["password remote_password username remote_username notification_topic", "text", "later"],
    ["start_type", { oneOf: ["automatic", "lazy", "manual", "once"] }, "later"],
  ],
  plugin: [],
};

const scopes: readonly Scope[] = ["global", "security", "listener", "bridge", "plugin"];

const directives: ReadonlyMap<string, Directive> = new Map(
  scopes.flatMap((scope) =>
    rows[scope].flatMap(([names, takes, here, many]) =>
      names.split(" ").map((name) => [name, { takes, scope, here, ...(many && { many: true }) }] as const),
    ),
  ),
);

export const directiveNames: readonly string[] = [...directives.keys()];

/** @returns undefined when mosquitto knows no such directive */
export function directiveOf(name: string): Directive | undefined {
  if (/^(auth|plugin)_opt_./.test(name)) return { takes: "text", scope: "plugin", here: "later" };
  return directives.get(name);
}
