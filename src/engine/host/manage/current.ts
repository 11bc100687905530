/** Which process is the program now: its number changes with every start. */
import { realpath } from "node:fs/promises";
import type { Program } from "../../../model/machine.ts";
import { identify, type ProcessId } from "../../local/processes.ts";
import { known } from "../find/known.ts";
import { configOf, runningPrograms } from "../find/processes.ts";
import { unitNamed } from "./units.ts";

/** @returns undefined: it does not run, or is none that we could tell from others (an agent without a unit) */
export async function currentProcess(program: Program, signal: AbortSignal): Promise<ProcessId | undefined> {
  const { manager, kind, configs, pid } = program;
  if (manager.by === "systemd") {
    const unit = await unitNamed(manager.unit, signal);
    return unit?.mainPid ? identify(unit.mainPid) : undefined;
  }
  if (kind === "agent") return pid === undefined ? undefined : identify(pid);
  const real = configs[0]?.real;
  for (const one of await runningPrograms()) {
    if (one.kind !== kind) continue;
    const path = configOf(one) ?? known[kind].configs[0] ?? "";
    if (one.pid === pid || real === undefined || (await realpath(path).catch(() => path)) === real)
      return identify(one.pid);
  }
  return undefined;
}
