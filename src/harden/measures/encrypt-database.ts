/** The database over HTTPS only; who writes to it follows. */
import { parseAddress, showAddress, withoutLogin } from "../../model/address.ts";
import type { Change } from "../../model/change.ts";
import { influxMajor, isConsole } from "../../model/image.ts";
import { ownFile } from "../../model/own-file.ts";
import { peerAt } from "../../model/peer.ts";
import type { Problem } from "../../model/problem.ts";
import { settingOf } from "../../model/setting.ts";
import type { EnvVar, Service, Stack } from "../../model/stack.ts";
import { databaseClients, influxes, readersOf } from "../clients.ts";
import { wayOfConsole } from "../console-variables.ts";
import { trustInTable, trusting } from "../follow-broker.ts";
import type { Measure } from "../measure.ts";
import { editedAddresses, means, variablesPointingAt } from "../pointing.ts";
import { environment, granting, type Reason, secretPath, setting } from "../propose.ts";
import { influxTables, type ServerTable } from "../telegraf-tables.ts";

const reason: Reason = {
  measure: "encrypt-database",
  why: "Passwords and measurements cross the network encrypted, and whoever writes knows that it is their database.",
  source:
    "InfluxDB 1.8 documentation, Enable HTTPS with InfluxDB; RFC 7617 section 4: basic authentication is no secret without TLS",
};

export const encryptDatabase: Measure = {
  id: "encrypt-database",
  provenBy: ["serves-valid-tls"],
  propose: ({ stack }) =>
    influxes(stack).flatMap((database) => [
      ...served(database),
      ...databaseClients(stack, database).flatMap((client) => trusting(client, reason)),
      ...readersOf(stack, database)
        .filter(isConsole)
        .flatMap((console) => wayOfConsole(console, database, reason)),
      ...stack.services.flatMap((client) => followed(stack, client, database)),
    ]),
  notices: ({ stack }) => stack.services.flatMap((client) => influxTables(stack, client).flatMap(unencrypted)),
};

/** InfluxDB's UDP service knows neither users nor encryption (InfluxDB 1.8 documentation, UDP). */
function unencrypted({ place, section, key, addresses, at }: ServerTable): readonly Problem[] {
  const others = addresses.filter((text) => !/^https?:/i.test(text) && !text.includes("$"));
  return others.map((text) => ({
    severity: "notice",
    code: "unencrypted-output",
    at: settingOf(place.file, section, key)?.at ?? at,
    what: `${place.service.name} writes to ${withoutLogin(text)}, which is not HTTP and cannot be secured`,
    remedy: "Write to the database's HTTP port, for example https://influxdb:8086.",
  }));
}

function served(database: Service): readonly Change[] {
  const names = variables[influxMajor(database) ?? 0];
  if (!names) return [];
  const { certificate, key, also } = names;
  return [
    ...[ownFile.certificate, ownFile.privateKey].flatMap((file) => granting(database, file, reason)),
    ...environment(database, certificate, secretPath(database, ownFile.certificate), reason),
    ...environment(database, key, secretPath(database, ownFile.privateKey), reason),
    ...Object.entries(also).flatMap(([name, value]) => environment(database, name, value, reason)),
  ];
}

interface TlsVariables {
  readonly certificate: string;
  readonly key: string;
  readonly also: Readonly<Record<string, string>>;
}

/** By major version. Version 1 would take TLS 1.0 too; the others start at 1.2. */
const variables: Readonly<Record<number, TlsVariables>> = {
  1: {
    certificate: "INFLUXDB_HTTP_HTTPS_CERTIFICATE",
    key: "INFLUXDB_HTTP_HTTPS_PRIVATE_KEY",
    also: { INFLUXDB_HTTP_HTTPS_ENABLED: "true", INFLUXDB_TLS_MIN_VERSION: "tls1.2" },
  },
  2: { certificate: "INFLUXD_TLS_CERT", key: "INFLUXD_TLS_KEY", also: {} },
  3: { certificate: "INFLUXDB3_TLS_CERT", key: "INFLUXDB3_TLS_KEY", also: {} },
};

function followed(stack: Stack, client: Service, database: Service): readonly Change[] {
  if (influxMajor(database) === undefined) return [];
  const tables = influxTables(stack, client).filter((table) => table.server === database);
  const variables = client === database || isConsole(client) ? [] : variablesPointingAt(client, database);
  return [
    ...tables.flatMap((table) => [...urls(stack, table, database), ...trustInTable(table, client, reason)]),
    ...variables.flatMap((variable) => environment(client, variable.name, overHttps(variable, database), reason)),
  ];
}

function urls(stack: Stack, { place, section, key, addresses }: ServerTable, database: Service): readonly Change[] {
  const after = addresses.map((text) => {
    const host = parseAddress(text)?.host;
    return host !== undefined && peerAt(stack, "database", host) === database
      ? text.replace(/^http:/i, "https:")
      : text;
  });
  return setting(place, section, key, after, reason);
}

const overHttps = (variable: EnvVar, database: Service): string =>
  editedAddresses(variable.value, (address) => {
    const isClear = means(database, address, variable) && address.scheme?.toLowerCase() === "http";
    return showAddress(isClear ? { ...address, scheme: "https" } : address);
  });
