/** The files of an InfluxDB: its users as the embedded engine reads them, and what each major version starts from. */
import type { DatabaseIdentity, Identity } from "../model/identity.ts";
import { influxMajor } from "../model/image.ts";
import { ownFile } from "../model/own-file.ts";
import type { GeneratedFile, Hole } from "../model/secret.ts";
import type { Service } from "../model/stack.ts";
import { fileRef } from "./refs.ts";

type Parts = GeneratedFile["parts"];

/** InfluxDB 1: statements that make the users. The image runs `*.iql` before it opens the port (docker-library, influxdb). */
export const firstUsersFile = ownFile.firstUsers;
/** InfluxDB 2 and 3. */
export const adminTokenFile = "admin_token";

/** The name that the person chose for the administrator, or ours. */
export function adminOf(database: Service): string {
  const own = database.environment.find(({ name }) => name === "INFLUXDB_ADMIN_USER")?.value;
  return own === undefined || own === "" ? "admin" : own;
}

export function influxFiles(database: Service, identities: readonly Identity[]): Record<string, Parts> {
  const users = identities.filter((identity) => identity.target === "database");
  return {
    [ownFile.users]: usersFile(users),
    ...startFiles(database, users),
  };
}

/** As the embedded database reads them. */
export const usersFile = (users: readonly DatabaseIdentity[]): Parts =>
  users.flatMap(
    ({ user, secret, access, database }): Parts => [
      `${user}:`,
      { hole: "mosquitto-hash", ref: secret },
      `:${access}:${database}\n`,
    ],
  );

function startFiles(database: Service, users: readonly DatabaseIdentity[]): Record<string, Parts> {
  const password: Hole = { hole: "password", ref: fileRef(database, ownFile.adminPassword) };
  const token: Hole = { hole: "password", ref: fileRef(database, adminTokenFile) };
  switch (influxMajor(database)) {
    case 1:
      return { [firstUsersFile]: firstUsers(database, users, password) };
    case 2:
      return { [ownFile.adminPassword]: [password], [adminTokenFile]: [token] };
    case 3:
      return { [adminTokenFile]: ['{"token":"apiv3_', token, '","name":"_admin"}\n'] };
    case undefined:
      return {};
  }
}

/**
 * The image has made the administrator by then, with a random password that it printed: that one is replaced first.
 * @see InfluxDB 1.8 documentation, "Authentication and authorization in InfluxDB", user management commands
 */
function firstUsers(database: Service, users: readonly DatabaseIdentity[], admin: Hole): Parts {
  const names = [...new Set(users.map((user) => user.database))];
  const logins = users.filter((user, i) => users.findIndex((other) => other.user === user.user) === i);
  return [
    `SET PASSWORD FOR "${adminOf(database)}" = '`,
    admin,
    "';\n",
    ...names.map((name) => `CREATE DATABASE "${name}";\n`),
    ...logins.flatMap(
      ({ user, secret }): Parts => [`CREATE USER "${user}" WITH PASSWORD '`, { hole: "password", ref: secret }, "';\n"],
    ),
    ...users.map(({ user, access, database: name }) => `GRANT ${access.toUpperCase()} ON "${name}" TO "${user}";\n`),
  ];
}
