/** Variables of a service that name another service of the stack as a server. */
import { type Address, parseAddress } from "../model/address.ts";
import type { Role } from "../model/role.ts";
import type { EnvVar, Service } from "../model/stack.ts";

const serverWord = /HOST|SERVER|BROKER|ADDR|URL|URI|ENDPOINT|MQTT|INFLUX|DATABASE|^DB/i;
/** Settings of other kinds, among them all that a measure sets. */
const otherWord =
  /USER|LOGIN|PASS|PWD|TOPIC|CLIENT|TOKEN|(?:^|_)(?:NAME|ID|DB|BUCKET|ORG|FILE|ENABLED|MODE|VERSION|UP|AUTH|CERT|CERTIFICATE|KEY)$/i;

/** The addresses in the value (a list is separated by commas), when this variable can hold any. */
function addressesIn({ name, value }: EnvVar): readonly Address[] {
  if (otherWord.test(name)) return [];
  const addresses = value.split(",").flatMap((text) => parseAddress(text.trim()) ?? []);
  return addresses.filter(({ scheme, port }) => scheme !== undefined || port !== undefined || serverWord.test(name));
}

export const variablesPointingAt = (service: Service, server: Service): readonly EnvVar[] =>
  service.environment.filter((variable) => addressesIn(variable).some((address) => means(server, address, variable)));

/**
 * Whether this address is the server's. On the machine itself all programs have one address: there the scheme, the port or the variable's
 * name has to tell which of them is meant.
 */
export function means(server: Service, { host, scheme, port }: Address, { name }: Pick<EnvVar, "name">): boolean {
  if (host === server.name) return true;
  if (!server.onMachine?.names.includes(host)) return false;
  const kind = kinds[server.role];
  if (!kind) return false;
  if (port !== undefined) return kind.ports.includes(port);
  return scheme !== undefined && !/^https?$/i.test(scheme) ? kind.schemes.test(scheme) : kind.names.test(name);
}

/** IANA service names for MQTT's ports; InfluxDB's are its documentation's defaults. */
const kinds: Readonly<Partial<Record<Role, { schemes: RegExp; ports: readonly number[]; names: RegExp }>>> = {
  broker: {
    schemes: /^(tcp|mqtts?|ssl|tls|wss?)$/i,
    ports: [1883, 8883],
    names: /MQTT|BROKER|MOSQUITTO|MESSAGE_?(QUEUE|BUS)/i,
  },
  database: { schemes: /^https?$/i, ports: [8086, 8181], names: /INFLUX|DATABASE|(?:^|_)DB(?:_|$)|TSDB/i },
};

/** Those through which MQTT is spoken: a broker's page is not its broker. */
export const mqttVariables = (service: Service, broker: Service): readonly EnvVar[] =>
  service.environment.filter((variable) =>
    addressesIn(variable).some(
      (address) => means(broker, address, variable) && !/^https?$/i.test(address.scheme ?? ""),
    ),
  );

/** `MQTT` of `MQTT_HOST`, `EDGE_MQTT` of `EDGE_MQTT_BROKER_URL`: what the program's other variables of this kind begin with. */
export function prefixOf({ name }: EnvVar): string {
  return name.replace(/(_?(HOST|HOSTNAME|SERVER|SERVERS|BROKER|ADDRESS|ADDR|URL|URI|ENDPOINT))+$/, "");
}

/** The value with each address in it edited; what is no address stays as it is. */
export function editedAddresses(value: string, edit: (address: Address) => string): string {
  return value
    .split(",")
    .map((text) => {
      const address = parseAddress(text.trim());
      return address ? text.replace(text.trim(), () => edit(address)) : text;
    })
    .join(",");
}
