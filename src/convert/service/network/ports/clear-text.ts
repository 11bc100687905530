/** Container ports on which a program that is not told otherwise speaks without TLS. */
const programs: Readonly<Record<number, string>> = {
  21: "FTP",
  23: "Telnet",
  80: "HTTP",
  1880: "Node-RED's HTTP",
  1883: "MQTT",
  2375: "Docker's API",
  3000: "Grafana's HTTP",
  4000: "the EdgeX console's HTTP",
  5000: "HTTP",
  5601: "Kibana's HTTP",
  6379: "Redis",
  8000: "HTTP",
  8001: "an administrator's HTTP",
  8008: "HTTP",
  8080: "HTTP",
  8081: "HTTP",
  8086: "InfluxDB's HTTP",
  8088: "HTTP",
  8123: "Home Assistant's HTTP",
  8200: "the secret store's HTTP",
  8500: "Consul's HTTP",
  8888: "HTTP",
  9000: "HTTP",
  9001: "MQTT or HTTP over WebSocket",
  9090: "Prometheus's HTTP",
  9100: "HTTP",
  9200: "Elasticsearch's HTTP",
  11211: "memcached",
  15672: "RabbitMQ's HTTP",
  27017: "MongoDB",
};

/** @see EdgeX's service ports: 59700 to 59999 since version 2, 48060 to 48100 before */
export function clearTextOn(target: number, protocol: string): string | undefined {
  if (protocol !== "tcp") return undefined;
  const isEdgeX = (target >= 59_700 && target <= 59_999) || (target >= 48_060 && target <= 48_100);
  return isEdgeX ? "an EdgeX service's HTTP" : programs[target];
}
