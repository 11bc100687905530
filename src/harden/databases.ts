/** Names of the databases (buckets, in InfluxDB 2) that a database server keeps. */

import { isConsole } from "../model/image.ts";
import { expanded } from "../model/peer.ts";
import { settingOf } from "../model/setting.ts";
import type { Located } from "../model/span.ts";
import { havingRole, type Service, type Stack } from "../model/stack.ts";
import { textOf } from "../model/table.ts";
import { influxes } from "./clients.ts";
import { given, shownBy } from "./console-database.ts";
import { influxTables, type ServerTable } from "./telegraf-tables.ts";

/** What a Telegraf output writes to; `telegraf` unless it says otherwise (outputs.influxdb, README). */
export function databaseOf({ place: { file, service }, plugin, section, at }: ServerTable): Located<string> {
  const key = plugin === "outputs.influxdb_v2" ? "bucket" : "database";
  const value = textOf(file, section, key);
  return {
    value: value === undefined || value === "" ? "telegraf" : expanded(value, service),
    at: settingOf(file, section, key)?.at ?? at,
  };
}

/** All names known: the server's own, what is written to, and what a console is told to show. */
export function databaseNames(stack: Stack, server: Service): readonly Located<string>[] {
  const own = server.environment
    .filter(({ name, value }) => /^(INFLUXDB_DB|DOCKER_INFLUXDB_INIT_BUCKET)$/.test(name) && value !== "")
    .map(({ value, at }) => ({ value, at }));
  const written = stack.services.flatMap((client) =>
    influxTables(stack, client)
      .filter((table) => table.server === server)
      .map(databaseOf),
  );
  const databases = influxes(stack);
  const shown = havingRole(stack, "dashboard").flatMap((console) =>
    isConsole(console) && shownBy(console, databases) === server ? (given(console, "INFLUX_DATABASE") ?? []) : [],
  );
  const all = [...own, ...written, ...shown.map(({ value, at }) => ({ value, at }))];
  return all.filter((one, i) => isDatabaseName(one.value) && all.findIndex((other) => other.value === one.value) === i);
}

/** The one that the console shows: what a person told it, else the only one that there is. */
export function shownName(stack: Stack, console: Service, server: Service): Located<string> | undefined {
  const names = databaseNames(stack, server);
  const own = given(console, "INFLUX_DATABASE");
  return own ? names.find(({ value }) => value === own.value) : names.length === 1 ? names[0] : undefined;
}

/** Names that neither a line of the users' file nor a quoted name in InfluxQL can be broken out of. */
export const isDatabaseName = (name: string): boolean => /^[^\p{Cc}"'\\:]+$/u.test(name);
