/** The variables that Edgeward's console is told by. @see docs/console.md */
import { parseAddress } from "../model/address.ts";
import type { Change } from "../model/change.ts";
import { databaseUser } from "../model/database-user.ts";
import { ownFile } from "../model/own-file.ts";
import type { Service, Stack } from "../model/stack.ts";
import { hasOurs } from "./clients.ts";
import { given } from "./console-database.ts";
import { shownName } from "./databases.ts";
import { fromFile } from "./from-file.ts";
import { environment, granting, type Reason, secretPath, withoutVariable } from "./propose.ts";
import { databasePasswordFile } from "./refs.ts";

const usualPort = 8086;

/** Who it is at the database, and which of its databases it shows. */
export function loginOfConsole(stack: Stack, console: Service, database: Service, why: Reason): readonly Change[] {
  const file = secretPath(console, databasePasswordFile(stack, console, database));
  const name = shownName(stack, console, database)?.value;
  return [
    ...environment(console, "INFLUX_USERNAME", databaseUser(console), why),
    ...environment(console, "INFLUX_PASSWORD_FILE", file, why),
    ...withoutVariable(console, "INFLUX_PASSWORD", why),
    ...(name === undefined ? [] : environment(console, "INFLUX_DATABASE", name, why)),
  ];
}

/** Where the database is, over HTTPS, and who vouches for it. */
export function wayOfConsole(console: Service, database: Service, why: Reason): readonly Change[] {
  const named = given(console, "INFLUX_TLS_SERVER_NAME")?.value ?? database.name;
  return [
    ...environment(console, "INFLUX_URL", urlOf(console, database), why),
    ...environment(console, "INFLUX_CA_FILE", secretPath(console, ownFile.ca), why),
    ...(named === database.name ? [] : environment(console, "INFLUX_TLS_SERVER_NAME", database.name, why)),
  ];
}

/** The port that the person wrote, or that the database says. A login does not belong there. */
function urlOf(console: Service, database: Service): string {
  const written = parseAddress(given(console, "INFLUX_URL")?.value ?? "")?.port;
  const bound = /:(\d+)$/.exec(given(database, "INFLUXDB_HTTP_BIND_ADDRESS")?.value ?? "")?.[1];
  return `https://${database.name}:${written ?? bound ?? usualPort}`;
}

/** A certificate of the stack's own; one that a person brought, with its key, stays. */
export function certificateOfConsole(console: Service, why: Reason): readonly Change[] {
  const files = [
    ["CONSOLE_CERTIFICATE_FILE", ownFile.certificate],
    ["CONSOLE_PRIVATE_KEY_FILE", ownFile.privateKey],
  ] as const;
  if (files.every(([name, file]) => given(console, name) && !hasOurs(console, name, file))) return [];
  return files.flatMap(([name, file]) => [
    ...granting(console, file, why),
    ...environment(console, name, secretPath(console, file), why),
  ]);
}

/** The console takes no password from its environment, so none is left there. */
export const signInOfConsole = (console: Service, why: Reason): readonly Change[] =>
  fromFile(console, "CONSOLE_PASSWORD", ownFile.adminPassword, why);
