/** Variables of a service that name another service of the stack as a server. */
import { type Address, parseAddress } from "../model/address.ts";
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
  service.environment.filter((variable) => addressesIn(variable).some(({ host }) => host === server.name));

/** Those through which MQTT is spoken: a broker's page is not its broker. */
export const mqttVariables = (service: Service, broker: Service): readonly EnvVar[] =>
  service.environment.filter((variable) =>
    addressesIn(variable).some(({ host, scheme }) => host === broker.name && !/^https?$/i.test(scheme ?? "")),
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
