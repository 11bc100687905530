/** A broker's clients, once it speaks TLS only: they connect to its new port, and know its certificate. */
import { type Address, parseAddress, showAddress } from "../model/address.ts";
import type { Change } from "../model/change.ts";
import { listenersOf } from "../model/listener.ts";
import { ownFile } from "../model/own-file.ts";
import { peerAt } from "../model/peer.ts";
import { settingOf } from "../model/setting.ts";
import type { Service, Stack } from "../model/stack.ts";
import { flagOf } from "../model/table.ts";
import { brokerConfig, emptyConfig, telegrafConfig } from "./config-place.ts";
import { encryptedPort } from "./mqtt-port.ts";
import { editedAddresses, means, mqttVariables, prefixOf } from "./pointing.ts";
import { environment, granting, type Reason, secretPath, setting } from "./propose.ts";
import { mqttTables, type ServerTable } from "./telegraf-tables.ts";

/** Each scheme in clear text that MQTT clients know, with its encrypted sister. */
const sisters: Readonly<Record<string, string>> = { tcp: "ssl", mqtt: "mqtts", ws: "wss" };
/** Schemes whose default port is MQTT's own. */
const overTcp: ReadonlySet<string> = new Set(["ssl", "mqtts", "tls"]);

export const trusting = (client: Service, reason: Reason): readonly Change[] => granting(client, ownFile.ca, reason);

export function followedByTelegraf(stack: Stack, client: Service, broker: Service, reason: Reason): readonly Change[] {
  const tables = mqttTables(stack, client).filter((table) => table.server === broker);
  return tables.flatMap((table) => [
    ...servers(stack, broker, table, reason),
    ...(isOurs(stack, broker) ? trustInTable(table, client, reason) : []),
  ]);
}

/** Also for a database's clients: the same keys mean the same in all of Telegraf's plugins. */
export function trustInTable({ place, section }: ServerTable, client: Service, reason: Reason): readonly Change[] {
  const blind = flagOf(place.file, section, "insecure_skip_verify") === true;
  return [
    ...setting(place, section, "tls_ca", secretPath(client, ownFile.ca), reason),
    ...(blind ? setting(place, section, "insecure_skip_verify", false, reason) : []),
  ];
}

function servers(stack: Stack, broker: Service, table: ServerTable, reason: Reason): readonly Change[] {
  const after = table.addresses.map((text) => {
    const address = parseAddress(text);
    if (!address || peerAt(stack, "broker", address.host) !== broker) return text;
    return showAddress(secured({ scheme: "tcp", ...address }));
  });
  return setting(table.place, table.section, table.key, after, reason);
}

/** An address without a scheme stays without: there the program has a switch of its own. */
function secured(address: Address): Address {
  const given = address.scheme?.toLowerCase();
  const scheme = given === undefined ? undefined : (sisters[given] ?? given);
  const port = address.port ?? (scheme !== undefined && overTcp.has(scheme) ? 8883 : undefined);
  return {
    ...address,
    ...(scheme === undefined ? {} : { scheme }),
    ...(port === undefined ? {} : { port: encryptedPort(port) }),
  };
}

export function followedByEnvironment(
  stack: Stack,
  client: Service,
  broker: Service,
  reason: Reason,
): readonly Change[] {
  const pointing = mqttVariables(client, broker);
  const addresses = pointing.flatMap((variable) => {
    const edit = (address: Address) => showAddress(means(broker, address, variable) ? secured(address) : address);
    return environment(client, variable.name, editedAddresses(variable.value, edit), reason);
  });
  const ports = client.environment
    .filter(({ name, value }) => /PORT$/i.test(name) && value === "1883")
    .flatMap(({ name }) => environment(client, name, "8883", reason));
  return [...addresses, ...ports, ...authority(stack, client, broker, pointing.map(prefixOf), reason)];
}

function authority(
  stack: Stack,
  client: Service,
  broker: Service,
  [prefix]: readonly string[],
  reason: Reason,
): readonly Change[] {
  if (prefix === undefined || telegrafConfig(client) || !isOurs(stack, broker)) return [];
  return environment(client, `${prefix || "MQTT"}_CA_FILE`, secretPath(client, ownFile.ca), reason);
}

/** Whether the stack's own authority signed what the broker shows; a certificate that a person brought is trusted as they say. */
function isOurs(stack: Stack, broker: Service): boolean {
  const place = brokerConfig(stack, broker);
  const file = place?.file ?? emptyConfig("");
  const own = secretPath(broker, ownFile.certificate);
  const served = listenersOf(file).filter((listener) => listener.tls);
  const certificates = served.map(({ section }) => settingOf(file, section, "certfile")?.value);
  return certificates.every((certificate) => certificate === undefined || certificate === own);
}
