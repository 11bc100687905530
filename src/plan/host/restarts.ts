/** Which programs have to start anew: those whose settings or files of their own change. Servers come before their clients. */
import type { HostEdit, MadeFile, Restart } from "../../model/host-plan.ts";
import { type Machine, type Program, programKinds } from "../../model/machine.ts";

export function restartsFor(
  machine: Machine,
  edits: readonly HostEdit[],
  made: readonly MadeFile[],
): readonly Restart[] {
  return programKinds.flatMap((kind) => {
    const program = machine.programs.find((one) => one.kind === kind);
    if (!program) return [];
    const paths = new Set(program.configs.map(({ path }) => path));
    const isTouched = edits.some(({ path }) => paths.has(path)) || made.some(({ service }) => service === kind);
    return isTouched ? [{ program: kind, manager: program.manager, runs: mayRun(program) }] : [];
  });
}

/** An agent that no unit starts cannot be told from other processes: it is taken to run. */
export const mayRun = ({ kind, pid, manager }: Program): boolean =>
  pid !== undefined || (kind === "agent" && (manager.by === "command" || manager.by === "nobody"));
