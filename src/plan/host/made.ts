/** The files that securing makes, each in its program's own directory, for its account alone. */

import type { HostPlan, MadeDirectory, MadeFile } from "../../model/host-plan.ts";
import type { Identity } from "../../model/identity.ts";
import { influxMajor } from "../../model/image.ts";
import type { Account, Machine, Rights } from "../../model/machine.ts";
import { ownDirectory } from "../../model/own-directory.ts";
import { operator, ownFile } from "../../model/own-file.ts";
import { type GeneratedFile, secretRef } from "../../model/secret.ts";
import { havingRole, type Stack } from "../../model/stack.ts";
import { databaseAdmin } from "./database-users.ts";
import { keptAccess, keptLines, keptUsers } from "./kept-users.ts";
import { neededFiles } from "./needed.ts";

const forRoot = (mode: number): Rights => ({ uid: 0, gid: 0, mode });
export const forAccount = ({ uid, gid }: Account, mode: number): Rights => ({ uid, gid, mode });

export function madeFor(
  machine: Machine,
  stack: Stack,
  identities: readonly Identity[],
  generated: readonly GeneratedFile[],
): Pick<HostPlan, "directories" | "made"> {
  const accountOf = (service: string) => machine.programs.find(({ kind }) => kind === service)?.account;
  const files = [...neededFiles(stack, generated), ...administrators(stack)].map((file) =>
    withKept(file, machine, identities),
  );
  const made = files.map(({ service, name, parts }): MadeFile => {
    const account = accountOf(service);
    const rights = account ? forAccount(account, 0o600) : forRoot(0o600);
    return {
      path: `${ownDirectory}/${service}/${name}`,
      service,
      parts,
      rights,
      why: purposes[name] ?? "for the person at the machine",
    };
  });
  const services = [...new Set(files.map(({ service }) => service))];
  const own = services.map((service) => directoryOf(service, accountOf(service)));
  const below = [...new Set(made.flatMap(({ path, service }) => directoriesTo(path, service)))].map(
    (path): MadeDirectory => ({ path, rights: forRoot(0o700), why: "for the person to hand over" }),
  );
  return { directories: services.length === 0 ? [] : [root, ...own, ...below], made };
}

/** Whoever asks for a login also hands the person one that may change something. */
const administrators = (stack: Stack): readonly GeneratedFile[] =>
  havingRole(stack, "database")
    .filter((database) => influxMajor(database) === 1)
    .map(({ name }) => ({
      service: operator,
      name: adminFile,
      parts: [{ hole: "password", ref: secretRef(`${name}:${ownFile.adminPassword}`) }],
    }));

const adminFile = "database_admin_password";

/** Those between the service's own directory and the file, from above. */
function directoriesTo(path: string, service: string): readonly string[] {
  const own = `${ownDirectory}/${service}`;
  const words = path
    .slice(own.length + 1)
    .split("/")
    .slice(0, -1);
  return words.map((_, i) => `${own}/${words.slice(0, i + 1).join("/")}`);
}

const root: MadeDirectory = {
  path: ownDirectory,
  rights: forRoot(0o755),
  why: "each program's own files lie in a directory of its own below it",
};

const directoryOf = (service: string, account: Account | undefined): MadeDirectory => ({
  path: `${ownDirectory}/${service}`,
  rights: account ? forAccount(account, 0o700) : forRoot(0o700),
  why: service === operator ? "passwords of the person at the machine" : `only ${service} opens what is in it`,
});

function withKept(file: GeneratedFile, machine: Machine, identities: readonly Identity[]): GeneratedFile {
  if (file.service !== "mosquitto") return file;
  const ours = new Set(identities.filter(({ target }) => target === "broker").map(({ user }) => user));
  const kept = keptUsers(machine, ours);
  if (file.name === ownFile.acl) return { ...file, parts: [...file.parts, keptAccess(kept, ours)] };
  return file.name === ownFile.passwords ? { ...file, parts: [...file.parts, keptLines(kept)] } : file;
}

const purposes: Readonly<Record<string, string>> = {
  [ownFile.passwords]: "who may log in; hashes, no passwords",
  [ownFile.acl]: "who may use which topics",
  [ownFile.certificate]: "what clients know the server by",
  [ownFile.privateKey]: "the certificate's key",
  [ownFile.ca]: "the authority that signed the servers' certificates",
  [ownFile.mqttPassword]: "password for the broker",
  [ownFile.databasePassword]: "password for the database",
  [ownFile.adminPassword]: "the administrator's password",
  [adminFile]: `password of the database's administrator, ${databaseAdmin}`,
  curl: "login and CA for `curl -K`",
};
