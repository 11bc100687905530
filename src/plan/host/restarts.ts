/** Which programs have to start anew: those whose settings or files of their own change. Servers come before their clients. */
import type { HostEdit, MadeFile, Restart } from "../../model/host-plan.ts";
import { type Machine, programKinds } from "../../model/machine.ts";

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
    return isTouched ? [{ program: kind, manager: program.manager, runs: program.pid !== undefined }] : [];
  });
}
