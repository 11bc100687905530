/** A login that attackers try first, and where it is written. */
export interface WellKnownLogin {
  readonly user: string;
  readonly password: string;
  readonly source: string;
}

const mirai = "Mirai's scanner table (mirai/bot/scanner.c, 2016)";
const guides = "tutorials on securing mosquitto and Telegraf, where it stands as the example";

export const wellKnownLogins: readonly WellKnownLogin[] = [
  { user: "admin", password: "admin", source: "Grafana documentation, security.admin_password" },
  { user: "admin", password: "password", source: mirai },
  { user: "admin", password: "public", source: "EMQX documentation, dashboard's default user" },
  { user: "admin", password: "hivemq", source: "HiveMQ documentation, control center's default user" },
  { user: "admin", password: "1234", source: mirai },
  { user: "admin", password: "123456", source: mirai },
  { user: "admin", password: "", source: mirai },
  { user: "root", password: "root", source: "InfluxDB 0.8 documentation, default user; Mirai" },
  { user: "root", password: "admin", source: mirai },
  { user: "root", password: "password", source: mirai },
  { user: "root", password: "", source: mirai },
  { user: "guest", password: "guest", source: "RabbitMQ documentation, Access Control: default user; Mirai" },
  { user: "user", password: "user", source: mirai },
  { user: "user", password: "password", source: guides },
  { user: "test", password: "test", source: guides },
  { user: "mqtt", password: "mqtt", source: guides },
  { user: "mqtt", password: "password", source: guides },
  { user: "mosquitto", password: "mosquitto", source: guides },
  { user: "influx", password: "influx", source: guides },
  { user: "influxdb", password: "influxdb", source: guides },
  { user: "grafana", password: "grafana", source: guides },
  { user: "telegraf", password: "telegraf", source: guides },
  {
    user: "telegraf",
    password: "metricsmetricsmetricsmetrics",
    source: "telegraf.conf as it is shipped: inputs.mqtt_consumer and outputs.influxdb, commented out",
  },
];
