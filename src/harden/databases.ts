/** Names of the databases (buckets, in InfluxDB 2) that a database server keeps. */

import { expanded } from "../model/peer.ts";
import { settingOf } from "../model/setting.ts";
import type { Located } from "../model/span.ts";
import type { Service, Stack } from "../model/stack.ts";
import { textOf } from "../model/table.ts";
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

/** All names known: the server's own, and what is written to. */
export function databaseNames(stack: Stack, server: Service): readonly Located<string>[] {
  const own = server.environment
    .filter(({ name, value }) => /^(INFLUXDB_DB|DOCKER_INFLUXDB_INIT_BUCKET)$/.test(name) && value !== "")
    .map(({ value, at }) => ({ value, at }));
  const written = stack.services.flatMap((client) =>
    influxTables(stack, client)
      .filter((table) => table.server === server)
      .map(databaseOf),
  );
  const all = [...own, ...written];
  return all.filter((one, i) => isDatabaseName(one.value) && all.findIndex((other) => other.value === one.value) === i);
}

/** Names that neither a line of the users' file nor a quoted name in InfluxQL can be broken out of. */
export const isDatabaseName = (name: string): boolean => /^[^\p{Cc}"'\\:]+$/u.test(name);
