/** Who starts and stops a program here: what the person said, systemd, a script of System V's kind, or nobody that we know. */
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import type { Manager } from "../../../model/machine.ts";
import { systemdRuns, type Unit, unitNamed } from "../manage/units.ts";
import type { Known } from "./known.ts";
import type { Running } from "./processes.ts";

export interface Managed {
  readonly manager: Manager;
  readonly unit?: Unit;
  /** Text of the script. */
  readonly script?: string;
}

export async function managerOf(
  { units, scripts }: Pick<Known, "units" | "scripts">,
  restart: readonly string[] | undefined,
  running: Running | undefined,
  signal: AbortSignal,
): Promise<Managed> {
  if (restart) return { manager: { by: "command", restart } };
  if (systemdRuns()) {
    for (const name of [...(running ? await unitsOf(running.pid) : []), ...units]) {
      const unit = await unitNamed(name, signal);
      // Started by hand beside the unit: the unit's restart would only add a second one.
      if (unit && (!running || unit.mainPid === running.pid))
        return { manager: { by: "systemd", unit: unit.name }, unit };
    }
    return { manager: { by: "nobody" } };
  }
  for (const script of scripts) {
    const text = await access(script, constants.X_OK)
      .then(() => readFile(script, "utf8"))
      .catch(() => undefined);
    if (text !== undefined) return { manager: { by: "init", script }, script: text };
  }
  return { manager: { by: "nobody" } };
}

/** @see cgroups(7), /proc/pid/cgroup: `0::/system.slice/x.service`, `1:name=systemd:/system.slice/x.service` */
async function unitsOf(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "");
  return [
    ...new Set(
      [...text.matchAll(/^\d+:(?:name=systemd)?:.*\/([^/\n]+\.service)$/gm)].flatMap(([, unit]) => unit ?? []),
    ),
  ];
}
