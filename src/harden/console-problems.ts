/** Why a console would have nothing to show, or what we cannot see to: each with the place where a person mends it. */
import { parseAddress, withoutLogin } from "../model/address.ts";
import { influxMajor } from "../model/image.ts";
import { ownFile } from "../model/own-file.ts";
import type { Problem } from "../model/problem.ts";
import type { EnvVar, Service, Stack } from "../model/stack.ts";
import { hasOurs, influxes } from "./clients.ts";
import { given, meantBy, shownBy } from "./console-database.ts";
import { databaseNames, isDatabaseName, shownName } from "./databases.ts";

type Words = readonly [code: string, what: string, remedy: string];

export function consoleProblems(stack: Stack, console: Service): readonly Problem[] {
  const databases = influxes(stack);
  const database = shownBy(console, databases);
  const url = given(console, "INFLUX_URL");
  const [, ...several] = meantBy(console, databases);
  if (database) return whichOne(stack, console, database);
  if (url && meantBy(console, databases).length === 0) return elsewhere(console, url);
  return [several.length > 0 ? severalServers(console, databases) : noServer(console, databases)];
}

/** What its own files are, as far as a person brought them. */
export function broughtAlong(console: Service): readonly Problem[] {
  const [certificate, password] = [given(console, "CONSOLE_CERTIFICATE_FILE"), given(console, "CONSOLE_PASSWORD_FILE")];
  return [
    ...(certificate && given(console, "CONSOLE_PRIVATE_KEY_FILE") && !isOurs(console, certificate)
      ? [
          notice(certificate, [
            "own-certificate",
            `${console.name} shows a certificate of your own: whether it is valid, no probe says`,
            `Renew it yourself, or leave out ${certificate.name} and its key: it is then given one.`,
          ]),
        ]
      : []),
    ...(password && !isOurs(console, password)
      ? [
          notice(password, [
            "own-password",
            `${console.name} has a password of your own: no probe signs in with it`,
            `See yourself that nobody guesses it, or leave out ${password.name}: it is then given one.`,
          ]),
        ]
      : []),
  ];
}

const isOurs = (console: Service, { name }: EnvVar): boolean =>
  hasOurs(console, name, name === "CONSOLE_PASSWORD_FILE" ? ownFile.adminPassword : ownFile.certificate);

function whichOne(stack: Stack, console: Service, database: Service): readonly Problem[] {
  const own = given(console, "INFLUX_DATABASE");
  const names = databaseNames(stack, database).map(({ value }) => value);
  if (own && !isDatabaseName(own.value))
    return [
      error(own, [
        "unfit-database-name",
        `${JSON.stringify(own.value)} has characters that cannot stand in a list of users, so ${console.name} may not read it`,
        "Use a name without quotes, backslashes, colons and control characters.",
      ]),
    ];
  if (shownName(stack, console, database)) return own ? unwritten(stack, console, database, own) : [];
  const remedy = `Set INFLUX_DATABASE of ${console.name}${names.length > 0 ? ` to one of ${names.join(", ")}` : ", or INFLUXDB_DB of the database"}.`;
  const what =
    names.length === 0
      ? `nothing says which databases ${database.name} keeps, so ${console.name} has none to show`
      : `${database.name} keeps several databases, and ${console.name} shows one`;
  return [error(console, ["no-database-to-show", what, remedy])];
}

/** It is made and may be read, but a name that is misspelt would stay empty. */
function unwritten(stack: Stack, console: Service, database: Service, own: EnvVar): readonly Problem[] {
  const others = { ...stack, services: stack.services.filter((one) => one !== console) };
  if (databaseNames(others, database).some(({ value }) => value === own.value)) return [];
  const what = `${console.name} shows ${own.value}, which nothing of this stack writes to`;
  return [notice(own, ["nobody-writes", what, "See that the name is right, and that somebody writes to it."])];
}

/** Its users, its password and its authority are somebody else's to give. */
function elsewhere(console: Service, url: EnvVar): readonly Problem[] {
  const text = withoutLogin(url.value);
  if (parseAddress(url.value)?.scheme?.toLowerCase() !== "https")
    return [
      error(url, [
        "clear-text",
        `${console.name} is to read ${text}, which is no database of this stack and no https address`,
        "Name a database of this stack, or https://HOST:8086.",
      ]),
    ];
  const needed = ["INFLUX_DATABASE", "INFLUX_USERNAME", "INFLUX_PASSWORD_FILE", "INFLUX_CA_FILE"];
  const missing = needed.filter((name) => !given(console, name));
  const what = `${console.name} reads ${text}, which is no database of this stack`;
  if (missing.length > 0)
    return [
      error(url, [
        "no-login",
        `${what}, and is not told ${missing.join(", ")}`,
        "Set them: it needs a login that may read there, and the certificate of who vouches for the server.",
      ]),
    ];
  return [
    notice(url, [
      "database-elsewhere",
      `${what}: what its login may do there is not seen from here`,
      "Let it only read.",
    ]),
  ];
}

const severalServers = (console: Service, databases: readonly Service[]): Problem =>
  error(console, [
    "several-databases",
    `${console.name} shows one database, and there are ${databases.map(({ name }) => name).join(", ")}`,
    `Say which: INFLUX_URL: https://${databases[0]?.name}:8086.`,
  ]);

function noServer(console: Service, databases: readonly Service[]): Problem {
  const [only] = meantBy(console, databases);
  const major = only && influxMajor(only);
  const what = !only
    ? `${console.name} shows an InfluxDB 1.x, and there is none in this stack`
    : major === undefined
      ? `${console.name} shows an InfluxDB 1.x, and which version ${only.name} is cannot be told`
      : `${console.name} shows an InfluxDB 1.x, and ${only.name} is version ${major}`;
  const remedy = only
    ? "Write influxdb:1.8 as its image, or show this one with Grafana."
    : "Add a service with the image influxdb:1.8, or name a server in INFLUX_URL.";
  return error(console, ["no-database-to-show", what, remedy]);
}

const error = ({ at }: Pick<EnvVar, "at">, [code, what, remedy]: Words): Problem => ({
  severity: "error",
  code,
  at,
  what,
  remedy,
});
const notice = (where: Pick<EnvVar, "at">, words: Words): Problem => ({ ...error(where, words), severity: "notice" });
