/** Grafana's data source, which logs in to the database as a user that only reads. */

import { databaseUser } from "../../model/database-user.ts";
import type { DatabaseUser, MadeFile } from "../../model/host-plan.ts";
import { influxMajor } from "../../model/image.ts";
import type { Program } from "../../model/machine.ts";
import { ownFile } from "../../model/own-file.ts";
import { havingRole, type Stack } from "../../model/stack.ts";
import { textOf } from "../../model/table.ts";
import { forAccount } from "./made.ts";

/**
 * A file of provisioning: Grafana reads it at each start. The password stays in a file that only Grafana's account opens.
 * @see Grafana documentation, "Provision Grafana", data sources, secureJsonData; "Variable expansion", `$__file{path}`; InfluxDB data
 * source, provisioning for InfluxQL
 */
export function dataSourceFor(
  stack: Stack,
  grafana: Program | undefined,
  users: readonly DatabaseUser[],
): readonly MadeFile[] {
  const dashboard = stack.services.find(({ name }) => name === grafana?.kind);
  const database = havingRole(stack, "database").find((one) => influxMajor(one) === 1);
  const readers = users.filter(
    ({ user, access }) => dashboard && user === databaseUser(dashboard) && access === "read",
  );
  if (!grafana || !dashboard || !database || readers.length === 0) return [];
  const config = dashboard.configs.find(({ format }) => format === "grafana");
  const directory = (config && textOf(config, "paths", "provisioning")) || "/etc/grafana/provisioning";
  const path = `${directory.startsWith("/") ? directory : `/usr/share/grafana/${directory}`}/datasources/edgeward.yaml`;
  return [
    {
      path,
      service: dashboard.name,
      rights: forAccount(grafana.account, 0o600),
      why: "Grafana reads the database as a user of its own that can write nothing",
      parts: [head, ...readers.map((reader) => textFor(reader, dashboard.onMachine?.ownFiles ?? ""))],
    },
  ];
}

const head = "apiVersion: 1\ndatasources:\n";

/** One for each database, by its name: what is added later leaves the others as dashboards know them. */
const textFor = (
  { user, database }: DatabaseUser,
  directory: string,
): string => `  - name: ${JSON.stringify(`edgeward ${database}`)}
    type: influxdb
    access: proxy
    url: https://localhost:8086
    user: ${user}
    jsonData:
      dbName: ${JSON.stringify(database)}
      tlsAuthWithCACert: true
    secureJsonData:
      password: $__file{${directory}/${ownFile.databasePassword}}
      tlsCACert: $__file{${directory}/${ownFile.ca}}
`;
