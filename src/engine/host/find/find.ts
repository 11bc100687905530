/** What is installed and running on this machine, as texts and facts. */
import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import type { Program } from "../../../model/machine.ts";
import type { Problem } from "../../../model/problem.ts";
import type { HostFound, HostWish } from "../../host-engine.ts";
import { accountOf } from "./account.ts";
import { findAgent } from "./agent.ts";
import { configFiles } from "./config-files.ts";
import { type InstalledKind, installedKinds, known, usualDirectories } from "./known.ts";
import { managerOf } from "./manager.ts";
import { configOf, type Running, runningPrograms } from "./processes.ts";
import { versionOf } from "./version.ts";

export async function find(wish: HostWish, signal: AbortSignal): Promise<HostFound> {
  const running = await runningPrograms();
  const problems: Problem[] = [];
  const programs: Program[] = [];
  for (const kind of installedKinds) {
    for (const one of await candidates(kind, wish, running, problems))
      programs.push(await describe(one, wish, problems, signal));
  }
  const agent = await findAgent(wish, problems, signal);
  signal.throwIfAborted();
  return { machine: { hostName: hostname(), addresses: ownAddresses(), programs: [...programs, ...agent] }, problems };
}

interface Candidate {
  readonly kind: InstalledKind;
  readonly told?: string;
  readonly running?: Running;
  readonly executable?: string;
}

async function candidates(
  kind: InstalledKind,
  wish: HostWish,
  all: readonly Running[],
  problems: Problem[],
): Promise<readonly Candidate[]> {
  const told = wish.configs[kind];
  const running = all.filter((one) => one.kind === kind);
  const installed = await executableOf(kind);
  const withExecutable = installed === undefined ? {} : { executable: installed };
  if (told !== undefined) {
    const meant = await same(told);
    const configs = await Promise.all(running.map(async (one) => same(configOf(one) ?? known[kind].configs[0] ?? "")));
    const match = running[configs.indexOf(meant)];
    for (const other of match ? [] : running) {
      const what = `process ${other.pid} runs ${kind} with ${configOf(other) ?? "no configuration file"}, not with ${told}: it is left as it is`;
      const at = { file: told, line: 1, column: 1 };
      problems.push({
        severity: "notice",
        code: "runs-elsewhere",
        at,
        what,
        remedy: "Name the file that it runs with, if it is meant.",
      });
    }
    return [match ? { kind, told, running: match, executable: match.executable } : { kind, told, ...withExecutable }];
  }
  if (running.length > 0) return running.map((one) => ({ kind, running: one, executable: one.executable }));
  return installed === undefined ? [] : [{ kind, executable: installed }];
}

async function describe(
  { kind, told, running, executable }: Candidate,
  wish: HostWish,
  problems: Problem[],
  signal: AbortSignal,
): Promise<Program> {
  const managed = await managerOf(known[kind], wish.restarts[kind], running, signal);
  const { manager, unit } = managed;
  const texts = await configFiles(kind, told, running, unit?.environmentFiles ?? []);
  problems.push(...texts.problems);
  const account = await accountOf(known[kind], kind, texts.configs, running, managed, signal);
  const version = executable === undefined ? undefined : await versionOf(executable, known[kind], account, signal);
  return {
    kind,
    foundBy: told === undefined ? (running ? `process ${running.pid}` : (executable ?? kind)) : options[kind],
    ...(executable === undefined ? {} : { executable }),
    ...(version === undefined ? {} : { version }),
    configs: texts.configs,
    account,
    manager,
    ...(running ? { pid: running.pid } : {}),
  };
}

const options: Readonly<Record<InstalledKind, string>> = {
  mosquitto: "--mosquitto-conf",
  telegraf: "--telegraf-conf",
  influxdb: "--influxdb-conf",
  grafana: "--grafana-ini",
};

async function executableOf(kind: InstalledKind): Promise<string | undefined> {
  for (const name of known[kind].names) {
    for (const directory of usualDirectories) {
      const path = join(directory, name);
      // By the name it has, not by where a link leads: `grafana-server` is one with `grafana`, and tells by its name what is meant.
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return join(await same(dirname(path)), name);
    }
  }
  return undefined;
}

const same = (path: string): Promise<string> => realpath(path).catch(() => path);

/** Loopback left out, and link-local ones, which mean nothing without the name of an interface. @see RFC 4291, section 2.5.6 */
function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  return all.filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address)).map(({ address }) => address);
}
