/** What a telegraf.conf asks for and the embedded ingest does not do: each is named, none is passed over. */
import type { Problem } from "../../../model/problem.ts";
import type { ConfigFile } from "../../../model/setting.ts";
import { settingOf } from "../../../model/setting.ts";
import type { Service } from "../../../model/stack.ts";
import { flagOf, textOf } from "../../../model/table.ts";
import { notice } from "../outcome.ts";

/** By table: what is carried out, and what changes nothing of what is stored. */
const known: Readonly<Record<string, ReadonlySet<string>>> = {
  "inputs.mqtt_consumer":
    words(`topics qos topic_tag name_override data_format tag_keys json_string_fields json_name_key json_query
    json_time_key json_time_format json_strict servers username password tls_ca tls_cert tls_key tls_key_pwd insecure_skip_verify
    tls_enable tls_server_name tls_min_version tls_cipher_suites ssl_ca ssl_cert ssl_key client_id client_trace connection_timeout
    max_reconnect_interval keepalive ping_timeout max_undelivered_messages persistent_session alias interval log_level
    influx_parser_type startup_error_behavior`),
  "outputs.influxdb":
    words(`urls database username password timeout user_agent tls_ca tls_cert tls_key insecure_skip_verify ssl_ca ssl_cert
    ssl_key skip_database_creation write_consistency content_encoding http_proxy http_headers influx_uint_support alias log_level
    metric_batch_size metric_buffer_limit flush_interval flush_jitter startup_error_behavior`),
  "outputs.influxdb_v2":
    words(`urls bucket organization token timeout user_agent tls_ca tls_cert tls_key insecure_skip_verify
    content_encoding http_proxy http_headers influx_uint_support alias log_level metric_batch_size metric_buffer_limit flush_interval
    flush_jitter ping_timeout read_idle_timeout concurrent_writes startup_error_behavior`),
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

export function unheededByIngest(service: Pick<Service, "name">, file: ConfigFile): readonly Problem[] {
  const remedy = `Remove it, or run ${service.name} with Docker where it is needed.`;
  const plugins = file.sections.filter(
    ({ value }) => isPlugin(value) && !known[pluginOf(value)] && !value.startsWith("secretstores."),
  );
  const subtables = file.sections.filter(({ value }) => /\]\.(?!tags$)/.test(value) && known[pluginOf(value)]);
  const settings = file.settings.filter(({ section, key }) => {
    const keys = isPlugin(section) ? known[pluginOf(section)] : undefined;
    return keys !== undefined && !keys.has(key) && key !== "tags";
  });
  return [
    ...[...plugins, ...subtables].map(({ value, at }) =>
      notice("not-carried", at, `${value} is not carried out by the embedded ingest`, remedy),
    ),
    ...settings.map(({ section, key, at }) =>
      notice("not-carried", at, `\`${key}\` of ${section} is not carried out by the embedded ingest`, remedy),
    ),
    ...hostTag(file),
  ];
}

const isPlugin = (section: string): boolean => /^(inputs|outputs|processors|aggregators)\.[\w-]+\[\d+\]$/.test(section);
const pluginOf = (section: string): string => section.replace(/\[.*$/, "");

/** Telegraf tags each metric with its machine's name; in a container that is the container's number. */
function hostTag(file: ConfigFile): readonly Problem[] {
  const { at } =
    settingOf(file, "agent", "omit_hostname") ?? file.sections.find(({ value }) => value === "agent") ?? {};
  if (!at || flagOf(file, "agent", "omit_hostname") === true || textOf(file, "agent", "hostname")) return [];
  return [
    notice(
      "no-host-tag",
      at,
      "messages that carry no `host` tag get none: in a container Telegraf would put the container's number there",
      "Write hostname under [agent] for a name of your choice, or omit_hostname = true.",
    ),
  ];
}
