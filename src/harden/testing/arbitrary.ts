/** Stacks of all kinds, for properties: right, wrong and odd ones. */
import fc from "fast-check";
import type { Role } from "../../model/role.ts";
import type { ConfigFile, SettingValue } from "../../model/setting.ts";
import type { Service, Stack } from "../../model/stack.ts";
import { aService, aStack, mosquittoConf, type ServiceWords, somewhere, telegrafConf } from "./stacks.ts";

const names = [
  "mosquitto",
  "broker-2",
  "telegraf",
  "influxdb",
  "grafana",
  "agent",
  "a_b",
  "a-b",
  "device.1",
  "edgeward",
];
const images: Readonly<Partial<Record<Role, readonly string[]>>> = {
  broker: ["eclipse-mosquitto:2.0", "eclipse-mosquitto:1.6", "emqx/emqx:5"],
  database: [
    "influxdb:1.8",
    "influxdb:2.7-alpine",
    "influxdb:3-core",
    "influxdb",
    "postgres:15",
    "localhost:5000/influxdb:1.8",
  ],
  dashboard: ["grafana/grafana:10.4.2", "chronograf:1.9", "edgeward:1"],
  ingest: ["telegraf:1.30", "telegraf:1.20"],
};
const roles: readonly Role[] = [
  "broker",
  "ingest",
  "database",
  "dashboard",
  "agent",
  "core",
  "device",
  "other",
  "proxy",
];

const addresses = fc.constantFrom(
  "tcp://mosquitto:1883",
  "ssl://mosquitto:8883",
  "tcp://localhost:1883",
  "mqtt://user:test@mosquitto",
  "ws://broker-2:9001",
  "mosquitto:1883",
  "mosquitto",
  "http://influxdb:8086",
  "https://influxdb:8086",
  "udp://influxdb:8089",
  "$" + "{MQTT_URL}",
  "elsewhere.example:1883",
  "",
);
const words = fc.constantFrom(
  "test",
  "admin",
  "true",
  "false",
  "1883",
  "8883",
  "x9!kf_long-and-odd",
  "postgres",
  "setup",
);
const variables = fc.constantFrom(
  ..."MQTT_HOST MQTT_URL MQTT_PORT MQTT_USERNAME MQTT_PASSWORD MQTT_PASSWORD_FILE MQTT_CA_FILE BROKER MESSAGEQUEUE_HOST".split(
    " ",
  ),
  ..."INFLUXDB_DB INFLUXDB_HTTP_AUTH_ENABLED INFLUXDB_ADMIN_USER INFLUXDB_ADMIN_PASSWORD INFLUXDB_USER INFLUX_URL".split(
    " ",
  ),
  ..."DOCKER_INFLUXDB_INIT_MODE DOCKER_INFLUXDB_INIT_PASSWORD INFLUXDB3_START_WITHOUT_AUTH".split(" "),
  ..."GF_SECURITY_ADMIN_PASSWORD GF_SECURITY_ADMIN_PASSWORD__FILE GF_AUTH_ANONYMOUS_ENABLED GF_DATABASE_PASSWORD".split(
    " ",
  ),
  ..."POSTGRES_PASSWORD POSTGRES_PASSWORD_FILE API_TOKEN".split(" "),
  ..."CONSOLE_USERNAME CONSOLE_PASSWORD CONSOLE_PASSWORD_FILE CONSOLE_CERTIFICATE_FILE CONSOLE_PRIVATE_KEY_FILE".split(
    " ",
  ),
  ..."INFLUX_DATABASE INFLUX_USERNAME INFLUX_PASSWORD INFLUX_TLS_SERVER_NAME".split(" "),
);
const topics = fc.constantFrom(
  "sensors/#",
  "a/+/b",
  "Servo",
  "$share/g/x/#",
  "bad#",
  "with\nnewline",
  " blank",
  "#",
  "",
);
const ports = fc.constantFrom(
  "1883:1883",
  "8883:8883",
  "11883:1883",
  "127.0.0.1:1883:1883",
  "0.0.0.0:8086:8086",
  "1883",
  "9001:9001",
  "192.168.1.5:3000:3000",
);

const mosquittoLines = fc.constantFrom(
  ..."listener 1883|listener 8883|listener 9001|listener 1884 127.0.0.1|listener 0 /run/mqtt.sock|connection cloud".split(
    "|",
  ),
  ..."allow_anonymous true|allow_anonymous false|per_listener_settings true|password_file /etc/passwd|acl_file /etc/acl".split(
    "|",
  ),
  ..."port 1883|bind_address 127.0.0.1|protocol websockets|certfile /c.pem|keyfile /k.pem|tls_version tlsv1.1".split(
    "|",
  ),
  ..."tls_version tlsv1.3|max_connections -1|max_connections 20|max_queued_messages 0|max_packet_size 1000".split("|"),
  ..."persistence true|log_dest stdout|log_dest file /x|psk_hint h|mount_point m/|require_certificate true".split("|"),
);
const mosquitto = fc.array(mosquittoLines, { maxLength: 12 }).map((lines) => mosquittoConf(...lines));

const values: fc.Arbitrary<SettingValue> = fc.oneof(
  fc.array(fc.oneof(addresses, topics), { maxLength: 3 }),
  addresses,
  words,
  fc.boolean(),
);
const keys = fc.constantFrom(
  ..."servers urls topics username password token tls_ca insecure_skip_verify database bucket id path topic topic_prefix".split(
    " ",
  ),
);
const plugins = fc.constantFrom(
  "inputs.mqtt_consumer",
  "outputs.mqtt",
  "outputs.influxdb",
  "outputs.influxdb_v2",
  "secretstores.docker",
  "inputs.cpu",
);
const telegraf: fc.Arbitrary<ConfigFile> = fc
  .array(fc.tuple(plugins, fc.dictionary(keys, values, { maxKeys: 5 })), { maxLength: 5 })
  .map((tables) =>
    telegrafConf(
      ...tables.map(([plugin, settings], i) => {
        const index = tables.slice(0, i).filter(([other]) => other === plugin).length;
        return [`${plugin}[${index}]`, settings] as const;
      }),
    ),
  );

function service(name: string): fc.Arbitrary<Service> {
  return fc.constantFrom(...roles).chain((role) => {
    const configs = role === "broker" ? mosquitto : role === "ingest" ? telegraf : undefined;
    const some = (texts: fc.Arbitrary<string>) => fc.array(texts, { maxLength: 3 });
    return fc
      .record({
        image: fc.option(fc.constantFrom(...(images[role] ?? ["example/thing:1", "postgres:15"]))),
        environment: fc.dictionary(variables, fc.oneof(addresses, words), { maxKeys: 6 }),
        ports: some(ports),
        mounts: some(fc.constantFrom("data:/data", "./here:/var/lib/influxdb", "other:/var/lib/grafana")),
        dependsOn: some(fc.constantFrom(...names)),
        configs: configs ? fc.array(configs, { maxLength: 1 }) : fc.constant([]),
        publish: some(topics),
        subscribe: some(topics),
        listen: fc.option(fc.constantFrom("0.0.0.0", "192.168.1.5", "127.0.0.1")),
        host: fc.boolean(),
      })
      .map(({ image, listen, host, ...rest }): Service => {
        const more: ServiceWords = {
          ...(image === null ? {} : { image }),
          ...(listen === null ? {} : { listen }),
          ...(role === "agent" && host ? { collect: { host: { topic: "sensors/host", everyMs: 1000 } } } : {}),
        };
        return aService(name, { role, ...rest, ...more });
      });
  });
}

export const stacks: fc.Arbitrary<Stack> = fc
  .subarray(names, { maxLength: 6 })
  .chain((chosen) =>
    fc.tuple(
      fc.tuple(...chosen.map(service)),
      fc.option(fc.nat({ max: 0o777 })),
      fc.option(fc.integer({ min: 100, max: 9999 })),
    ),
  )
  .map(([services, mode, limit]) => {
    const stack = aStack(services, limit === null ? {} : { policy: { packetLimitBytes: limit, queueLimit: limit } });
    if (mode === null) return stack;
    return { ...stack, volumes: stack.volumes.map(({ name }) => ({ name, at: somewhere, mode })) };
  });
