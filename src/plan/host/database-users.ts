/** Users that an InfluxDB 1.x keeps inside itself, and the statements that make them. */
import type { DatabaseUser } from "../../model/host-plan.ts";
import type { Identity } from "../../model/identity.ts";
import { influxMajor } from "../../model/image.ts";
import { ownFile } from "../../model/own-file.ts";
import { type Hole, secretRef } from "../../model/secret.ts";
import { havingRole, type Stack } from "../../model/stack.ts";

/** Not `admin`: a person may have one, and it is theirs. */
export const databaseAdmin = "edgeward-admin";

export function databaseUsersOf(stack: Stack, identities: readonly Identity[]): readonly DatabaseUser[] {
  return havingRole(stack, "database")
    .filter((database) => influxMajor(database) === 1)
    .flatMap(({ name: server }) => [
      {
        server,
        user: databaseAdmin,
        access: "all",
        secret: secretRef(`${server}:${ownFile.adminPassword}`),
        isThere: false,
        why: "until there is an administrator, anyone can make themselves one",
      } satisfies DatabaseUser,
      ...identities.flatMap((one): readonly DatabaseUser[] =>
        one.target === "database" && one.server === server
          ? [
              {
                server,
                user: one.user,
                access: one.access,
                database: one.database,
                secret: one.secret,
                isThere: false,
                why: one.why,
              },
            ]
          : [],
      ),
    ]);
}

/** A statement of InfluxQL, in parts since it may hold a password, and the refusal that does not matter. */
export interface Statement {
  readonly parts: readonly (string | Hole)[];
  /** What the database says when this has been done before. */
  readonly unless?: string;
}

/**
 * Makes users, or gives those that are there our passwords: run twice, the outcome is the same.
 * @see InfluxDB 1.8 documentation, "Authentication and authorization in InfluxDB", user management commands
 */
export function statementsFor(users: readonly DatabaseUser[]): readonly Statement[] {
  const databases = [...new Set(users.flatMap(({ database }) => database ?? []))];
  const logins = users.filter(({ user }, i) => users.findIndex((other) => other.user === user) === i);
  return [
    ...databases.map((name): Statement => ({ parts: [`CREATE DATABASE ${quoted(name)}`] })),
    ...logins.flatMap(({ user, secret, access }): readonly Statement[] => {
      const password: Hole = { hole: "password", ref: secret };
      const all = access === "all" ? " WITH ALL PRIVILEGES" : "";
      return [
        { parts: [`CREATE USER ${quoted(user)} WITH PASSWORD '`, password, `'${all}`], unless: "user already exists" },
        { parts: [`SET PASSWORD FOR ${quoted(user)} = '`, password, "'"] },
        ...(all ? [{ parts: [`GRANT ALL PRIVILEGES TO ${quoted(user)}`] }] : []),
      ];
    }),
    ...users.flatMap(({ user, access, database }): readonly Statement[] =>
      database === undefined
        ? []
        : [{ parts: [`GRANT ${access.toUpperCase()} ON ${quoted(database)} TO ${quoted(user)}`] }],
    ),
  ];
}

/** Takes back users that were made; the databases stay, since something may have been written into them. */
export const dropsFor = (users: readonly string[]): readonly Statement[] =>
  users.map((user) => ({ parts: [`DROP USER ${quoted(user)}`], unless: "user not found" }));

/** @see InfluxDB 1.8 documentation, "InfluxQL reference", identifiers: a quote in it is escaped */
const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
