/** The person's own directory: passwords to look with, and nothing to change anything with. */
import type { Identity } from "../model/identity.ts";
import { operator, operatorUser, ownFile } from "../model/own-file.ts";
import type { GeneratedFile } from "../model/secret.ts";
import type { Stack } from "../model/stack.ts";

type Parts = GeneratedFile["parts"];

const curlFile = "curl";

const passwordFiles: Readonly<Record<Identity["target"], string>> = {
  broker: ownFile.mqttPassword,
  database: ownFile.databasePassword,
  dashboard: ownFile.consolePassword,
};

export function operatorFiles(stack: Stack, identities: readonly Identity[]): Record<string, Parts> {
  const mine = identities.filter((identity) => identity.owner === operator);
  if (mine.length === 0) return {};
  const files: Record<string, Parts> = { [ownFile.ca]: [{ hole: "ca-certificate" }] };
  for (const { name: server } of stack.services) {
    const login = mine.find((identity) => identity.server === server);
    if (!login) continue;
    const common = passwordFiles[login.target];
    const isFirst = files[common] === undefined;
    files[isFirst ? common : `${common}_${server}`] = [{ hole: "password", ref: login.secret }];
    if (login.target === "database") files[isFirst ? curlFile : `${curlFile}_${server}`] = curlConfig(login);
  }
  return files;
}

/**
 * A password on a command line can be read by every user of the machine (proc(5), /proc/pid/cmdline); in this file it cannot.
 * @see curl(1), -K; a relative path in it counts from where curl is started
 */
const curlConfig = ({ secret }: Identity): Parts => [
  "# Start curl in this directory: curl -K curl https://HOST:PORT/query ...\n",
  `user = "${operatorUser}:`,
  { hole: "password", ref: secret },
  `"\ncacert = "${ownFile.ca}"\n`,
];
