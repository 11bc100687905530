/** The database asks who is there, and has an administrator before its port opens. */
import type { Change } from "../../model/change.ts";
import { imageOf, influxMajor, isConsole } from "../../model/image.ts";
import type { Problem } from "../../model/problem.ts";
import type { Service } from "../../model/stack.ts";
import { alwaysOpen } from "../../model/versions.ts";
import { consoles, influxes, readersOf, writersOf } from "../clients.ts";
import { consoleProblems } from "../console-problems.ts";
import { loginOfConsole } from "../console-variables.ts";
import { databaseNames, databaseOf, isDatabaseName } from "../databases.ts";
import { guarded } from "../influx-guard.ts";
import { loginInTelegraf } from "../login-telegraf.ts";
import type { Measure, View } from "../measure.ts";
import { granting, type Reason, secretPath } from "../propose.ts";
import { databasePasswordFile } from "../refs.ts";
import { influxTables } from "../telegraf-tables.ts";

const reason = (why: string, source: string): Reason => ({ measure: authenticateDatabase.id, why, source });

export const authenticateDatabase: Measure = {
  id: "authenticate-database",
  provenBy: ["database-refuses-strangers", "refuses-well-known-passwords"],
  propose: (view) =>
    influxes(view.stack).flatMap((database) => [
      ...guarded(view.stack, database, authenticateDatabase.id),
      ...writersOf(view.stack, database).flatMap((writer) => login(view, writer, database)),
      ...readersOf(view.stack, database).flatMap((reader) => password(view, reader, database)),
    ]),
  notices: (view) => [
    ...view.having("database").flatMap((database) => [...unguarded(view, database), ...openPages(database)]),
    ...view.stack.services.flatMap((client) => unfitNames(view, client)),
    ...consoles(view.stack).flatMap((console) => consoleProblems(view.stack, console)),
  ],
};

function login(view: View, client: Service, database: Service): readonly Change[] {
  const why = reason(
    `${client.name} writes to ${database.name} under its own name and may do nothing else there.`,
    "Telegraf, outputs.influxdb and secretstores.docker (>= 1.27); InfluxDB 1.8 documentation, Authentication and authorization",
  );
  const file = databasePasswordFile(view.stack, client, database);
  return [...granting(client, file, why), ...loginInTelegraf(view.stack, client, database, file, why)];
}

function password({ stack }: View, client: Service, database: Service): readonly Change[] {
  const why = reason(
    `${client.name} reads from ${database.name} under its own name and can change nothing there.`,
    "InfluxDB 1.8 documentation, Authentication and authorization, GRANT READ",
  );
  return [
    ...granting(client, databasePasswordFile(stack, client, database), why),
    ...(isConsole(client) ? loginOfConsole(stack, client, database, why) : []),
  ];
}

function unguarded(view: View, database: Service): readonly Problem[] {
  const at = database.image?.at ?? database.at;
  const notice = (code: string, what: string, remedy: string): Problem => ({
    severity: "notice",
    code,
    at,
    what,
    remedy,
  });
  if (!influxes(view.stack).includes(database))
    return [
      notice(
        "unknown-database",
        `${database.name} is a database whose users we do not know how to make`,
        "Use influxdb, or see to its users, their passwords and TLS yourself.",
      ),
    ];
  if (influxMajor(database) === undefined)
    return [
      notice(
        "unknown-version",
        `which InfluxDB ${database.name} is cannot be told, and each major version is secured by other variables`,
        "Write a version into the image's tag, for example influxdb:1.8.",
      ),
    ];
  if (databaseNames(view.stack, database).length === 0)
    return [
      notice(
        "no-database",
        `nothing says which databases ${database.name} keeps, so nobody is given a user for one`,
        "Name one: INFLUXDB_DB in its environment, or `database` in Telegraf's outputs.influxdb.",
      ),
    ];
  const elsewhere = readersOf(view.stack, database).filter((reader) => !reader.onMachine && !isConsole(reader));
  return elsewhere.map((reader) => dataSource(view, reader, database));
}

/** What an InfluxDB 1.x shows or hands out without a login, on the machine itself, where nothing stands before it. */
function openPages(database: Service): readonly Problem[] {
  if (!database.onMachine || influxMajor(database) !== 1) return [];
  const pages = alwaysOpen(imageOf(database)?.tag).join(" and ");
  return [
    {
      severity: "notice",
      code: "open-pages",
      at: database.at,
      what: `${database.name} shows ${pages} to everybody who reaches it, and its port for backups (8088) hands its data to every user of this machine: it has no setting against either`,
      remedy:
        "Let a firewall keep others from both; for backups, allow port 8088 for root alone (nftables: meta skuid).",
    },
  ];
}

function dataSource({ stack }: View, reader: Service, database: Service): Problem {
  const file = secretPath(reader, databasePasswordFile(stack, reader, database));
  return {
    severity: "notice",
    code: "data-source",
    at: reader.at,
    what: `the data source that ${reader.name} reads ${database.name} with is kept inside ${reader.name}, where we do not change it`,
    remedy: `Let it use https, user ${reader.name} and the password in ${file}.`,
  };
}

function unfitNames({ stack }: View, client: Service): readonly Problem[] {
  return influxTables(stack, client)
    .map(databaseOf)
    .filter((name) => !isDatabaseName(name.value))
    .map(({ value, at }) => ({
      severity: "notice",
      code: "unfit-database-name",
      at,
      what: `${JSON.stringify(value)} has characters that cannot stand in a list of users, so ${client.name} may not write to it`,
      remedy: "Use a name without quotes, backslashes, colons and control characters.",
    }));
}
