/** The environment that tells a console what to do → what it is told, and all that is wrong with it. */
import { type Address, parseAddress, withoutLogin } from "../../model/address.ts";
import type { ConsoleLaunch } from "../../model/launch.ts";

export interface Wrong {
  /** Of the variable. */
  readonly name: string;
  readonly what: string;
  readonly remedy: string;
}

type Environment = Readonly<Record<string, string>>;

const usualPort = 3000;
const usualUser = "admin";

/** Variables that name files which have to be there. */
export const consoleFiles = {
  CONSOLE_CERTIFICATE_FILE: "the file with its certificate, as PEM",
  CONSOLE_PRIVATE_KEY_FILE: "the file with the certificate's private key, as PEM",
  CONSOLE_PASSWORD_FILE: "the file with the password that people sign in with",
  INFLUX_PASSWORD_FILE: "the file with the password of the console's own user of the database",
  INFLUX_CA_FILE: "the file of the authority that the database is known by, as PEM",
} as const;

/** @see docs/console.md. An empty variable is one that is not set. */
export function consolePlay(environment: Environment): {
  readonly launch?: ConsoleLaunch;
  readonly wrong: readonly Wrong[];
} {
  const wrong: Wrong[] = [];
  const needed = (name: string, what: string): string => {
    const value = environment[name] ?? "";
    if (value === "") wrong.push({ name, what: "is not set", remedy: `Set it to ${what}.` });
    return value;
  };
  const file = (name: keyof typeof consoleFiles) => needed(name, consoleFiles[name]);
  const port = portIn("CONSOLE_PORT", environment.CONSOLE_PORT || String(usualPort), wrong);
  const tls = { certificate: file("CONSOLE_CERTIFICATE_FILE"), key: file("CONSOLE_PRIVATE_KEY_FILE") };
  const passwordFile = file("CONSOLE_PASSWORD_FILE");
  const url = needed("INFLUX_URL", "the database's address, for example https://influxdb:8086");
  const server = url === "" ? undefined : serverIn(url, wrong);
  const name = needed("INFLUX_DATABASE", "the name of the database to show");
  const user = needed("INFLUX_USERNAME", "the console's own user of the database, with the right to read");
  const database = { user, passwordFile: file("INFLUX_PASSWORD_FILE"), caFile: file("INFLUX_CA_FILE"), name };
  if (!server || wrong.length > 0) return { wrong };
  const serverName = environment.INFLUX_TLS_SERVER_NAME || server.host;
  const host = environment.CONSOLE_ADDRESS;
  return {
    wrong,
    launch: {
      role: "console",
      listen: { ...(host && { host }), port },
      tls,
      user: environment.CONSOLE_USERNAME || usualUser,
      passwordFile,
      database: { ...server, serverName, ...database },
    },
  };
}

function serverIn(url: string, wrong: Wrong[]): { readonly host: string; readonly port: number } | undefined {
  const address = parseAddress(url);
  const remedy = "Write https://HOST:PORT, for example https://influxdb:8086.";
  const say = (what: string): undefined => void wrong.push({ name: "INFLUX_URL", what, remedy });
  if (!address) return say(`\`${withoutLogin(url)}\` is no address`);
  const { scheme = "", userinfo, host, port = 8086, rest } = address;
  if (scheme.toLowerCase() !== "https") return say(`\`${withoutLogin(url)}\` is not https`);
  if (userinfo !== undefined) return say("has a login in it, which belongs into INFLUX_USERNAME and its file");
  if (!isPort(port) || !isBare(rest)) return say("names more than a server and its port, or no such port");
  return { host: host.replaceAll(/[[\]]/g, ""), port };
}

const isBare = (rest: Address["rest"]) => rest === "" || rest === "/";
const isPort = (port: number) => port >= 1 && port <= 65_535;

function portIn(name: string, text: string, wrong: Wrong[]): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && isPort(port)) return port;
  const remedy = `Write a number from 1 to 65535, for example ${usualPort}.`;
  wrong.push({ name, what: `\`${text.slice(0, 40)}\` is no port`, remedy });
  return 0;
}
