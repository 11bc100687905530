import { spawn } from "node:child_process";
import { open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { writeWhole } from "../../../disk/write-whole.ts";
import { Fault } from "../../../model/fault.ts";
import type { ProgramLaunch } from "../../../model/launch.ts";
import { controlSocket, type Layout, logFile, runDir } from "../../../model/layout.ts";
import type { ProgramName } from "../../../model/program.ts";
import { type Environment, passedOn } from "../environment.ts";
import { markName } from "../orphans.ts";
import { privateDirectory } from "../private-directory.ts";
import { identify, type ProcessId } from "../processes.ts";
import { confined } from "./confine.ts";

export interface Spawned extends ProcessId {
  /** Where its words begin in the log, in bytes. */
  readonly logFrom: number;
}

/** Where and how programs are started. */
export interface Ground {
  readonly layout: Layout;
  readonly environment: Environment;
  /** Whether this machine lets us put walls around them. */
  readonly confined: boolean;
}

const argumentsOf: Readonly<Record<ProgramName, (configFile: string) => readonly string[]>> = {
  mosquitto: (configFile) => ["-c", configFile],
  influxd: (configFile) => ["run", "-config", configFile],
};

/**
 * Starts an installed program as a process of its own: same user, clean environment, a session of its own, whatever it creates for this
 * user alone. It carries the mark that orphans are known by.
 * @param config its configuration file, and what is to stand in it
 */
export async function spawnProgram(
  { service, program }: ProgramLaunch,
  config: { readonly configFile: string; readonly config: string },
  { layout, environment, confined: walled }: Ground,
): Promise<Spawned> {
  const { process: name, opens } = program;
  const log = logFile(layout, name);
  const here = runDir(layout, name);
  for (const path of [layout.root, layout.run, here, dirname(log), ...opens.write])
    await privateDirectory(path, layout);
  await writeWhole(config.configFile, config.config, 0o600);
  await using file = await open(log, "a", 0o600);
  const logFrom = (await stat(log)).size;
  const plain = [program.path, ...argumentsOf[program.name](config.configFile)];
  const walls = { layout, own: [...opens.read, ...opens.write, here] };
  const [command = program.path, ...args] = walled ? confined(plain, walls) : plain;
  const before = process.umask(0o077);
  const child = spawn(command, args, {
    detached: true,
    cwd: "/",
    stdio: ["ignore", file.fd, file.fd],
    env: { ...passedOn(environment), [markName]: controlSocket(layout, name) },
  });
  process.umask(before);
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  child.unref();
  const id = child.pid === undefined ? undefined : await identify(child.pid);
  if (id) return { ...id, logFrom };
  throw new Fault("start-failed", `${program.path} did not start for ${service}`, `Look at ${log}.`, {
    cause: child.pid === undefined ? await failed : undefined,
  });
}
