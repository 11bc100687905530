/**
 * The files that services get of their own, with holes in place of secrets.
 * Invariants: from the stack alone; a file holds what its one service needs, and nothing of another's.
 */
import type { BrokerIdentity, Identity } from "../model/identity.ts";
import { isGrafana } from "../model/image.ts";
import { operator, ownFile } from "../model/own-file.ts";
import type { GeneratedFile, Hole, SecretRef } from "../model/secret.ts";
import type { Service, Stack } from "../model/stack.ts";
import { accessList } from "./acl.ts";
import { brokersOf, consoles, databasesOf, hasOurs, influxes, serversOf } from "./clients.ts";
import { influxFiles } from "./influx-files.ts";
import { operatorFiles } from "./operator-files.ts";
import { certificateRef, databasePasswordFile, fileRef, loginRef, mqttPasswordFile } from "./refs.ts";
import { secretVariables } from "./secret-variables.ts";

type Parts = GeneratedFile["parts"];

export function filesOf(stack: Stack, identities: readonly Identity[]): readonly GeneratedFile[] {
  const services = stack.services.flatMap((service) =>
    Object.entries(ownFiles(stack, service, identities)).map(([name, parts]) => ({
      service: service.name,
      name,
      parts,
    })),
  );
  const own = operatorFiles(stack, identities);
  return [...services, ...Object.entries(own).map(([name, parts]) => ({ service: operator, name, parts }))];
}

function ownFiles(stack: Stack, service: Service, identities: readonly Identity[]): Record<string, Parts> {
  const mine = identities.filter((identity) => identity.server === service.name);
  return {
    ...variableFiles(service),
    ...(service.role === "dashboard" && isGrafana(service)
      ? { [ownFile.adminPassword]: [password(fileRef(service, ownFile.adminPassword))] }
      : {}),
    ...(consoles(stack).includes(service) ? consoleFiles(stack, service) : {}),
    ...(service.role === "broker" ? { ...brokerFiles(mine), ...serverFiles(service) } : {}),
    ...(influxes(stack).includes(service) ? { ...influxFiles(service, mine), ...serverFiles(service) } : {}),
    ...clientFiles(stack, service),
  };
}

function brokerFiles(identities: readonly Identity[]): Record<string, Parts> {
  const users = identities.filter((identity) => identity.target === "broker");
  return {
    [ownFile.passwords]: passwordLines(users),
    [ownFile.acl]: [accessList(users)],
  };
}

/** @see mosquitto_passwd(1) */
export const passwordLines = (users: readonly BrokerIdentity[]): Parts =>
  users.flatMap(({ user, secret }): Parts => [`${user}:`, { hole: "mosquitto-hash", ref: secret }, "\n"]);

function serverFiles(server: Service): Record<string, Parts> {
  const ref = certificateRef(server);
  return {
    [ownFile.certificate]: [{ hole: "certificate", ref }],
    [ownFile.privateKey]: [{ hole: "private-key", ref }],
    [ownFile.ca]: [{ hole: "ca-certificate" }],
  };
}

function consoleFiles(stack: Stack, console: Service): Record<string, Parts> {
  return {
    ...(hasOurs(console, "CONSOLE_PASSWORD_FILE", ownFile.adminPassword)
      ? { [ownFile.adminPassword]: [password(fileRef(console, ownFile.adminPassword))] }
      : {}),
    ...(serversOf(stack).includes(console) ? serverFiles(console) : {}),
  };
}

function clientFiles(stack: Stack, client: Service): Record<string, Parts> {
  const brokers = brokersOf(stack, client).map((broker) => [mqttPasswordFile(stack, client, broker), broker] as const);
  const stores = databasesOf(stack, client).map(
    (store) => [databasePasswordFile(stack, client, store), store] as const,
  );
  const logins = [...brokers, ...stores].map(
    ([name, server]) => [name, [password(loginRef(client.name, server))]] as const,
  );
  return logins.length === 0 ? {} : { ...Object.fromEntries(logins), [ownFile.ca]: [{ hole: "ca-certificate" }] };
}

/** Passwords of programs that we know by nothing but their `…_FILE` variable. */
function variableFiles(service: Service): Record<string, Parts> {
  return Object.fromEntries(
    secretVariables(service).map((file) => [file, [password(fileRef(service, file))]] as const),
  );
}

const password = (ref: SecretRef): Hole => ({ hole: "password", ref });
