/**
 * Names of secrets and of the files that carry them.
 * Invariant: a compose service's name has neither `@` nor `:` in it, so no two secrets share a name.
 */
import { ownFile } from "../model/own-file.ts";
import { type SecretRef, secretRef } from "../model/secret.ts";
import type { Service, Stack } from "../model/stack.ts";
import { brokersOf, databasesOf } from "./clients.ts";

/** Password of a user at a server. */
export const loginRef = (user: string, server: Service): SecretRef => secretRef(`${user}@${server.name}`);

/** What fills a file of one service alone. */
export const fileRef = (service: Service, file: string): SecretRef => secretRef(`${service.name}:${file}`);

/** Key and certificate of a server. */
export const certificateRef = (server: Service): SecretRef => fileRef(server, ownFile.certificate);

/** File with a client's password for a broker; named after the broker from the second one on. */
export const mqttPasswordFile = (stack: Stack, client: Service, broker: Service): string =>
  numbered(ownFile.mqttPassword, brokersOf(stack, client), broker);

export const databasePasswordFile = (stack: Stack, client: Service, database: Service): string =>
  numbered(ownFile.databasePassword, databasesOf(stack, client), database);

const numbered = (name: string, servers: readonly Service[], server: Service): string =>
  servers[0]?.name === server.name ? name : `${name}_${server.name}`;
