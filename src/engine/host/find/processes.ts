/**
 * Which of the programs run on this machine itself: those in containers are passed over, since their files are not ours to see.
 * @see proc(5); pid_namespaces(7)
 */
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { type InstalledKind, installedKinds, known } from "./known.ts";

export interface Running {
  readonly kind: InstalledKind;
  readonly pid: number;
  readonly parent: number;
  /** Absolute path; where we may not look, as it was called. */
  readonly executable: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Real ids: of the account, once privileges were dropped. */
  readonly uid: number;
  readonly gid: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Those alone that no other of them started: a program's helpers go with it. */
export async function runningPrograms(): Promise<readonly Running[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const home = await readlink("/proc/self/ns/pid").catch(() => "");
  const all = (await Promise.all(pids.map((pid) => look(pid, home)))).flatMap((one) => one ?? []);
  return all
    .filter(({ kind, parent }) => !all.some((other) => other.pid === parent && other.kind === kind))
    .toSorted((a, b) => a.pid - b.pid);
}

async function look(pid: number, home: string): Promise<Running | undefined> {
  try {
    const argv = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").slice(0, -1);
    const link = await readlink(`/proc/${pid}/exe`).catch(() => argv[0] ?? "");
    // A package that was upgraded leaves its old program running, whose file is gone.
    const executable = link.replace(/ \(deleted\)$/, "");
    const kind = installedKinds.find((one) => known[one].names.includes(basename(executable)));
    if (!kind || (await readlink(`/proc/${pid}/ns/pid`).catch(() => home)) !== home) return undefined;
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
    if (/^State:\s+[ZX]/m.test(status)) return undefined;
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    return {
      kind,
      pid,
      parent: field("PPid"),
      executable,
      argv,
      cwd: await readlink(`/proc/${pid}/cwd`).catch(() => "/"),
      uid: field("Uid"),
      gid: field("Gid"),
      environment: Object.fromEntries(
        environment
          .split("\0")
          .flatMap((line) =>
            line.includes("=") ? [[line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]] : [],
          ),
      ),
    };
  } catch {
    return undefined; // it ended while we looked
  }
}

/** Values of an option, `--config x` and `--config=x`. Addresses of the network stay as they are. */
export function valuesOf({ argv, cwd }: Running, options: readonly string[]): readonly string[] {
  const found = argv.flatMap((word, i) => {
    if (options.includes(word)) return argv[i + 1] ?? [];
    const equals = word.indexOf("=");
    return equals > 0 && options.includes(word.slice(0, equals)) ? word.slice(equals + 1) : [];
  });
  return found.map((value) => (value.includes("://") ? value : resolve(cwd, value)));
}

/** The file that it was told to start from; undefined: it was told none. */
export function configOf(running: Running): string | undefined {
  const { configOptions, configVariable } = known[running.kind];
  const variable = configVariable === undefined ? undefined : running.environment[configVariable];
  return valuesOf(running, configOptions)[0] ?? (variable ? resolve(running.cwd, variable) : undefined);
}
