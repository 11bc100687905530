/**
 * Who may log in where, and do what there: from the stack alone, so that a hardened file that is read back yields the same.
 * Invariants: a service's user bears its name, at a database on a person's machine with `edgeward-` before it; no two services share a user
 * or a password.
 */
import { databaseUser } from "../model/database-user.ts";
import type { BrokerIdentity, DashboardIdentity, DatabaseIdentity, Identity } from "../model/identity.ts";
import { isConsole } from "../model/image.ts";
import { operator, operatorUser, ownFile } from "../model/own-file.ts";
import type { Located } from "../model/span.ts";
import { havingRole, type Service, type Stack } from "../model/stack.ts";
import { brokerClients, consoles, hasOurs, influxes, readersOf, writersOf } from "./clients.ts";
import { given } from "./console-database.ts";
import { databaseNames, databaseOf, isDatabaseName, shownName } from "./databases.ts";
import { fileRef, loginRef } from "./refs.ts";
import { rightsOf } from "./rights.ts";
import { influxTables } from "./telegraf-tables.ts";

export function identitiesOf(stack: Stack): readonly Identity[] {
  return [
    ...havingRole(stack, "broker").flatMap((broker) => atBroker(stack, broker)),
    ...influxes(stack).flatMap((database) => atDatabase(stack, database)),
    ...consoles(stack).flatMap(atConsole),
  ];
}

function atBroker(stack: Stack, broker: Service): readonly BrokerIdentity[] {
  const clients = brokerClients(stack, broker).map((client): BrokerIdentity => {
    const { publish, subscribe } = rightsOf(stack, client, broker);
    return {
      target: "broker",
      server: broker.name,
      owner: client.name,
      user: client.name,
      secret: loginRef(client.name, broker),
      publish: publish.map((filter) => filter.value),
      subscribe: subscribe.map((filter) => filter.value),
      why: places([...publish, ...subscribe], "no topics are stated for it"),
    };
  });
  return [...clients, witness(broker)];
}

/** `#` leaves out the topics that start with `$` (MQTT 3.1.1 section 4.7.2). */
const witness = (broker: Service): BrokerIdentity => ({
  target: "broker",
  server: broker.name,
  owner: operator,
  user: operatorUser,
  secret: loginRef(operatorUser, broker),
  publish: [],
  subscribe: ["#", "$SYS/#"],
  why: "the person at the machine looks on, and sends nothing",
});

function atDatabase(stack: Stack, server: Service): readonly DatabaseIdentity[] {
  const names = databaseNames(stack, server);
  const login = (
    owner: Service | undefined,
    access: "read" | "write",
    database: string,
    why: string,
  ): DatabaseIdentity => {
    const user = owner ? databaseUser(owner) : operatorUser;
    const secret = loginRef(owner?.name ?? operatorUser, server);
    return {
      target: "database",
      server: server.name,
      owner: owner?.name ?? operator,
      user,
      secret,
      access,
      database,
      why,
    };
  };
  const seenBy = (reader: Service) => (isConsole(reader) ? [shownName(stack, reader, server) ?? []].flat() : names);
  return [
    ...writersOf(stack, server).flatMap((writer) =>
      writtenBy(stack, writer, server).map((name) => login(writer, "write", name.value, places([name], ""))),
    ),
    ...readersOf(stack, server).flatMap((reader) =>
      seenBy(reader).map((name) => login(reader, "read", name.value, `it shows what ${server.name} keeps`)),
    ),
    ...names.map((name) => login(undefined, "read", name.value, "the person at the machine looks on")),
  ];
}

/** With a password file of the person's own we know nothing of whoever signs in. */
function atConsole(console: Service): readonly DashboardIdentity[] {
  if (!hasOurs(console, "CONSOLE_PASSWORD_FILE", ownFile.adminPassword)) return [];
  return [
    {
      target: "dashboard",
      server: console.name,
      owner: operator,
      user: given(console, "CONSOLE_USERNAME")?.value ?? "admin",
      secret: fileRef(console, ownFile.adminPassword),
      why: "the person who signs in to the console",
    },
  ];
}

function writtenBy(stack: Stack, writer: Service, server: Service): readonly Located<string>[] {
  const tables = influxTables(stack, writer).filter((table) => table.server === server);
  const names = tables.map(databaseOf).filter((name) => isDatabaseName(name.value));
  return names.filter((name, i) => names.findIndex((other) => other.value === name.value) === i);
}

/** `telegraf.conf:8, docker-compose.yml:51`: short, since the reader knows the directory. An option of the command line has no lines. */
function places(values: readonly Located<unknown>[], none: string): string {
  const all = values.map(({ at }) =>
    at.file.startsWith("--") ? at.file : `${at.file.slice(at.file.lastIndexOf("/") + 1)}:${at.line}`,
  );
  return all.length === 0 ? none : [...new Set(all)].join(", ");
}
