/** Telegraf's credentials: the name in its configuration, the password by reference to its Docker secret store. */
import { withoutLogin } from "../model/address.ts";
import type { Change } from "../model/change.ts";
import { databaseUser } from "../model/database-user.ts";
import { imageOf } from "../model/image.ts";
import type { Problem } from "../model/problem.ts";
import { secretSource, secretToken } from "../model/secret.ts";
import type { Service, Stack } from "../model/stack.ts";
import { tablesOf, textOf } from "../model/table.ts";
import type { ConfigPlace } from "./config-place.ts";
import { environment, type Reason, setting } from "./propose.ts";
import { influxTables, mqttTables, type ServerTable } from "./telegraf-tables.ts";

const storeId = "edgeward";

/** Logs every table that talks to `server` in, with the password in the service's own file `file`. */
export function loginInTelegraf(
  stack: Stack,
  client: Service,
  server: Service,
  file: string,
  reason: Reason,
): readonly Change[] {
  const all = [...mqttTables(stack, client), ...influxTables(stack, client)];
  return all
    .filter((table) => table.server === server)
    .flatMap((table, i) => {
      if (client.onMachine && isBeforeStores(client)) {
        // The variable comes from the environment file that the service manager reads as root.
        const variable = variableOf(file);
        return [
          ...(i === 0 ? environment(client, variable, secretToken(file), reason) : []),
          ...credentials(table, userOf(client, table), `\${${variable}}`, reason),
        ];
      }
      const store = storeOf(table.place);
      const reference = `@{${store.id}:${client.onMachine ? file : secretSource(client.name, file)}}`;
      return [
        // The first table brings the store for all.
        ...(i === 0 ? setting(table.place, store.section, "id", store.id, reason) : []),
        ...(i === 0 && client.onMachine
          ? setting(table.place, store.section, "path", client.onMachine.ownFiles, reason)
          : []),
        ...credentials(table, userOf(client, table), reference, reason),
      ];
    });
}

const userOf = (client: Service, { plugin }: ServerTable): string =>
  plugin === "outputs.influxdb" ? databaseUser(client) : client.name;

/** InfluxDB 2 takes a token where the others take a name and a password. */
function credentials(table: ServerTable, user: string, reference: string, reason: Reason): readonly Change[] {
  const { place, section, plugin, key, addresses } = table;
  const bare = addresses.map(withoutLogin);
  const named = addresses.some((address, i) => address !== bare[i]);
  const logins = named ? setting(place, section, key, bare, reason) : [];
  if (plugin === "outputs.influxdb_v2") return [...logins, ...setting(place, section, "token", reference, reason)];
  return [
    ...logins,
    ...setting(place, section, "username", user, reason),
    ...setting(place, section, "password", reference, reason),
  ];
}

/** A store that is there already and reads Docker's directory serves; else one of ours is added. */
function storeOf({ file, service }: ConfigPlace): { readonly section: string; readonly id: string } {
  const directory = service.onMachine?.ownFiles ?? "/run/secrets";
  const stores = file ? tablesOf(file, "secretstores.docker").map((table) => table.value) : [];
  for (const section of stores) {
    const id = file && textOf(file, section, "id");
    const path = (file && textOf(file, section, "path")) ?? "/run/secrets";
    if (id && path.replace(/\/$/, "") === directory) return { section, id };
  }
  return { section: `secretstores.docker[${stores.length}]`, id: storeId };
}

/** Name of the variable that carries the password in a file of the service's own. */
const variableOf = (file: string): string => `EDGEWARD_${file.toUpperCase()}`;

function isBeforeStores(client: Service): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(imageOf(client)?.tag ?? "") ?? [];
  return major !== undefined && Number(major) * 1000 + Number(minor) < 1027;
}

/** Before 1.27 there are no secret stores: the reference would be sent as the password. */
export function oldTelegraf(stack: Stack, client: Service): readonly Problem[] {
  if (client.onMachine) return [];
  const logsIn = [...mqttTables(stack, client), ...influxTables(stack, client)].some((table) => table.server);
  if (!logsIn || !isBeforeStores(client)) return [];
  return [
    {
      severity: "notice",
      code: "old-telegraf",
      at: client.image?.at ?? client.at,
      what: `Telegraf ${imageOf(client)?.tag} cannot read a password from a secret: that came with 1.27`,
      remedy: "Use telegraf:1.27 or later.",
    },
  ];
}
