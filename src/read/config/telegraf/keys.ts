/**
 * The keys of the Telegraf tables that Edgeward carries out, each with what it takes. A key that is not here is unknown to Telegraf,
 * which refuses to start then.
 * @see Telegraf 1.20 to 1.38: docs/CONFIGURATION.md, plugins/inputs/mqtt_consumer, plugins/outputs/influxdb, plugins/parsers/json
 */

export type Takes =
  | "text"
  | "texts"
  | "flag"
  | "duration"
  | "size"
  | "number"
  | "filters"
  | "servers"
  | "table"
  | { readonly from: number; readonly to: number }
  | { readonly oneOf: readonly string[] };

export type Keys = Readonly<Record<string, Takes>>;

const keys = (takes: Takes, names: string): Keys => Object.fromEntries(names.split(/\s+/).map((name) => [name, takes]));

/** Any plugin's. */
const common: Keys = {
  ...keys("text", "alias log_level startup_error_behavior metricpass namepass_separator namedrop_separator"),
  ...keys("texts", "namepass namedrop fieldpass fielddrop fieldinclude fieldexclude taginclude tagexclude pass drop"),
  ...keys("table", "tagpass tagdrop"),
};

const tls: Keys = {
  ...keys("text", "tls_ca tls_cert tls_key tls_key_pwd tls_min_version tls_server_name tls_renegotiation_method"),
  ...keys("text", "ssl_ca ssl_cert ssl_key"),
  ...keys("texts", "tls_cipher_suites"),
  ...keys("flag", "insecure_skip_verify tls_enable"),
};

/** Formats that `data_format` can name; Edgeward reads json and influx. */
export const formats: readonly string[] = [
  ..."avro binary collectd csv dropwizard form_urlencoded graphite grok influx json json_v2 logfmt nagios openmetrics".split(
    " ",
  ),
  ..."opentsdb parquet prometheus prometheusremotewrite value wavefront xpath_cbor xpath_json xpath_msgpack".split(" "),
  ..."xpath_protobuf xpath_xml".split(" "),
];

/** Keys that a format brings; other formats have keys of their own, which are not looked at. */
export const formatKeys: Readonly<Record<string, Keys>> = {
  json: {
    ...keys("texts", "tag_keys json_string_fields"),
    ...keys("text", "json_name_key json_query json_time_key json_time_format json_timezone metric_name"),
    json_strict: "flag",
  },
  influx: { influx_timestamp_precision: "duration", influx_parser_type: { oneOf: ["internal", "upstream"] } },
};

const input: Keys = {
  ...keys("text", "name_override name_prefix name_suffix time_source"),
  ...keys("duration", "interval collection_jitter collection_offset precision"),
  ...keys("table", "tags"),
};

const mqttConsumer: Keys = {
  ...common,
  ...input,
  ...tls,
  servers: "servers",
  topics: "filters",
  qos: { from: 0, to: 2 },
  max_undelivered_messages: { from: 1, to: 2 ** 31 - 1 },
  data_format: { oneOf: formats },
  topic_parsing: "table",
  ...keys("text", "topic_tag client_id username password"),
  ...keys("duration", "connection_timeout max_reconnect_interval keepalive ping_timeout"),
  ...keys("flag", "persistent_session client_trace"),
};

const output: Keys = {
  ...common,
  ...keys("text", "name_override name_prefix name_suffix buffer_strategy buffer_directory"),
  ...keys("duration", "flush_interval flush_jitter"),
  ...keys("number", "metric_batch_size metric_buffer_limit"),
};

const influxdb: Keys = {
  ...output,
  ...tls,
  urls: "servers",
  ...keys(
    "text",
    "database database_tag retention_policy retention_policy_tag username password user_agent http_proxy",
  ),
  ...keys("text", "local_address url precision"),
  ...keys("duration", "timeout"),
  ...keys("flag", "exclude_database_tag exclude_retention_policy_tag skip_database_creation influx_uint_support"),
  ...keys("flag", "influx_omit_timestamp"),
  udp_payload: "size",
  write_consistency: { oneOf: ["any", "one", "quorum", "all", ""] },
  content_encoding: { oneOf: ["gzip", "identity", ""] },
  http_headers: "table",
};

const agent: Keys = {
  ...keys("duration", "interval collection_jitter collection_offset flush_interval flush_jitter precision"),
  ...keys("duration", "logfile_rotation_interval"),
  ...keys("flag", "round_interval debug quiet omit_hostname flush_buffer_when_full utc buffer_disk_sync"),
  ...keys("flag", "always_include_local_tags always_include_global_tags"),
  ...keys("flag", "skip_processors_before_aggregators skip_processors_after_aggregators"),
  ...keys("number", "metric_batch_size metric_buffer_limit logfile_rotation_max_archives config_url_retry_attempts"),
  ...keys("text", "hostname logtarget logfile logformat log_with_timezone structured_log_message_key snmp_translator"),
  ...keys("text", "statefile buffer_strategy buffer_directory"),
  logfile_rotation_max_size: "size",
};

/** By table, without the number of its occurrence. */
export const tables: Readonly<Record<string, Keys>> = {
  agent,
  "inputs.mqtt_consumer": mqttConsumer,
  "outputs.influxdb": influxdb,
};

/** What can stand at the top of a telegraf.conf. */
export const topLevel: readonly string[] = [
  ..."agent aggregators global_tags inputs outputs plugins processors secretstores tags".split(" "),
];
