/**
 * Which service is a client of which broker or database.
 * Invariant: hardening never changes the answer, since it keeps the servers' names where it edits addresses.
 */

import { isConsole, isInflux } from "../model/image.ts";
import { ownFile } from "../model/own-file.ts";
import type { Role } from "../model/role.ts";
import { havingRole, type Service, type Stack } from "../model/stack.ts";
import { telegrafConfig } from "./config-place.ts";
import { given, shownBy } from "./console-database.ts";
import { mqttVariables, variablesPointingAt } from "./pointing.ts";
import { secretPath } from "./propose.ts";
import { influxTables, mqttTables } from "./telegraf-tables.ts";

/** Roles for which waiting for the broker means talking to it. */
const talkers: readonly Role[] = ["agent", "core", "device", "ingest", "other"];
/** Roles that talk MQTT even if nothing says to whom. */
const publishers: readonly Role[] = ["agent", "core", "device", "ingest"];

/** The brokers that the service is a client of; several where its configuration says so. */
export function brokersOf(stack: Stack, client: Service): readonly Service[] {
  if (client.role === "broker") return [];
  const brokers = havingRole(stack, "broker");
  const tables = mqttTables(stack, client).map((table) => table.server);
  const configured = telegrafConfig(client) !== undefined;
  const waitsFor = (broker: Service) => talkers.includes(client.role) && dependsOn(client, broker) && !configured;
  const named = brokers.filter(
    (broker) => tables.includes(broker) || mqttVariables(client, broker).length > 0 || waitsFor(broker),
  );
  if (named.length > 0) return named;
  return brokers.length === 1 && talksMqtt(client) ? brokers : [];
}

export const brokerClients = (stack: Stack, broker: Service): readonly Service[] =>
  stack.services.filter((client) => brokersOf(stack, client).includes(broker));

/** Whether it is an MQTT client by what it does; a Telegraf whose configuration has no MQTT in it is none. */
export function talksMqtt(client: Service): boolean {
  if (client.publish.length + client.subscribe.length > 0 || client.collect !== undefined) return true;
  return publishers.includes(client.role) && telegrafConfig(client) === undefined;
}

/** The databases that keep what passes through here; other products have users that we know nothing of. */
export const influxes = (stack: Stack): readonly Service[] => havingRole(stack, "database").filter(isInflux);

/** Services that write to the database: Telegraf's outputs say so. */
export const writersOf = (stack: Stack, database: Service): readonly Service[] =>
  stack.services.filter((client) => influxTables(stack, client).some((table) => table.server === database));

/** Dashboards that show what is in the database. */
export function readersOf(stack: Stack, database: Service): readonly Service[] {
  const databases = influxes(stack);
  return havingRole(stack, "dashboard").filter((dashboard) => {
    if (isConsole(dashboard)) return shownBy(dashboard, databases) === database;
    const named = databases.filter(
      (one) => variablesPointingAt(dashboard, one).length > 0 || dependsOn(dashboard, one),
    );
    return named.length > 0 ? named.includes(database) : databases.length === 1 && databases[0] === database;
  });
}

/** All that log in at the database, in the order of the file. */
export function databaseClients(stack: Stack, database: Service): readonly Service[] {
  const clients = new Set([...writersOf(stack, database), ...readersOf(stack, database)]);
  return stack.services.filter((service) => clients.has(service));
}

export const databasesOf = (stack: Stack, client: Service): readonly Service[] =>
  influxes(stack).filter((database) => databaseClients(stack, database).includes(client));

const dependsOn = (client: Service, server: Service): boolean =>
  client.dependsOn.some((dependency) => dependency.value === server.name);

export const consoles = (stack: Stack): readonly Service[] => havingRole(stack, "dashboard").filter(isConsole);

/** Servers with a certificate of ours. */
export const serversOf = (stack: Stack): readonly Service[] => [
  ...havingRole(stack, "broker"),
  ...influxes(stack),
  ...consoles(stack).filter((console) => hasOurs(console, "CONSOLE_CERTIFICATE_FILE", ownFile.certificate)),
];

/** Whether the variable names the file that we made for it, and none of the person's own. */
export const hasOurs = (console: Service, variable: string, file: string): boolean =>
  given(console, variable)?.value === secretPath(console, file);
