import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter } from "node:path";
import type { Installed, ProgramName, Programs } from "../../../model/program.ts";
import { type Environment, passedOn } from "../environment.ts";

/** Servers lie in `sbin`, which is not in everybody's PATH. */
const usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** How each says its version; mosquitto's help ends with status 3. */
const asks: Readonly<Record<ProgramName, { readonly args: readonly string[]; readonly answer: RegExp }>> = {
  mosquitto: { args: ["-h"], answer: /^mosquitto version (\S+)/m },
  influxd: { args: ["version"], answer: /^InfluxDB v?(\S+)/m },
};

const answerMs = 10_000;

/** @returns those that are installed; one that does not say its version is not what it is called */
export async function findPrograms(names: readonly ProgramName[], environment: Environment): Promise<Programs> {
  const found = await Promise.all(names.map((name) => find(name, environment)));
  return Object.fromEntries(found.flatMap((one) => (one ? [[one.name, one]] : [])));
}

async function find(name: ProgramName, environment: Environment): Promise<Installed | undefined> {
  for (const directory of [...(environment.PATH ?? "").split(delimiter), ...usual]) {
    const path = `${directory}/${name}`;
    if (!directory.startsWith("/") || !(await isExecutable(path))) continue;
    const version = await versionOf(name, path, environment);
    if (version !== undefined) return { name, path, version };
  }
  return undefined;
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

function versionOf(name: ProgramName, path: string, environment: Environment): Promise<string | undefined> {
  const { args, answer } = asks[name];
  return new Promise((resolve) => {
    const options = { env: passedOn(environment), timeout: answerMs };
    execFile(path, [...args], options, (_, out) => resolve(answer.exec(out)?.[1]));
  });
}
