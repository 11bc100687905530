/** The stack of examples/tig, as it reads before anything is done about it. */
import type { Stack } from "../../model/stack.ts";
import { aService, aStack, mosquittoConf, telegrafConf } from "./stacks.ts";

const anOpenBroker = (...more: readonly string[]) => mosquittoConf("listener 1883", "allow_anonymous true", ...more);

export const aTelegrafConf = () =>
  telegrafConf(
    ["agent", { omit_hostname: true }],
    [
      "inputs.mqtt_consumer[0]",
      { servers: ["tcp://mosquitto:1883"], topics: ["sensors/#"], data_format: "json", tag_keys: ["host"] },
    ],
    [
      "inputs.mqtt_consumer[1]",
      { servers: ["tcp://mosquitto:1883"], topics: ["Servo", "xenomai"], data_format: "influx" },
    ],
    ["outputs.influxdb[0]", { urls: ["http://influxdb:8086"], database: "telegraf" }],
  );

export function aTig(): Stack {
  return aStack([
    aService("mosquitto", {
      role: "broker",
      image: "eclipse-mosquitto:2.0",
      ports: ["1883:1883"],
      mounts: ["mosquitto-data:/mosquitto/data"],
      configs: [anOpenBroker("persistence true", "persistence_location /mosquitto/data/", "log_dest stdout")],
    }),
    aService("influxdb", {
      role: "database",
      image: "influxdb:1.8",
      ports: ["8086:8086"],
      environment: { INFLUXDB_DB: "telegraf" },
      mounts: ["influxdb-data:/var/lib/influxdb"],
    }),
    aService("telegraf", {
      role: "ingest",
      image: "telegraf:1.30",
      dependsOn: ["mosquitto", "influxdb"],
      configs: [aTelegrafConf()],
    }),
    aService("grafana", {
      role: "dashboard",
      image: "grafana/grafana:10.4.2",
      dependsOn: ["influxdb"],
      ports: ["3000:3000"],
      environment: { GF_SECURITY_ADMIN_USER: "admin", GF_SECURITY_ADMIN_PASSWORD: "admin" },
      mounts: ["grafana-data:/var/lib/grafana"],
    }),
    aService("agent", {
      role: "agent",
      image: "example/edge-agent:1.0",
      dependsOn: ["mosquitto"],
      environment: { MQTT_HOST: "mosquitto", MQTT_PORT: "1883", MQTT_USERNAME: "test", MQTT_PASSWORD: "test" },
      collect: {
        host: { topic: "sensors/host", everyMs: 1000 },
        records: { topic: "Servo", from: "/demo/servo.bin", layout: "/demo/servo-layout.json" },
        lines: { topic: "xenomai", command: ["sh", "./latency-sample.sh"] },
      },
    }),
  ]);
}
