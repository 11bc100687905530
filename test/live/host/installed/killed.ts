import type { TestMachine } from "../machine.ts";
import { commandLine } from "../secured.ts";

/** Kills `edgeward host VERB` with SIGKILL as soon as `sign` holds, a condition of bash. @returns whether it was killed in time */
export async function killedAt(machine: TestMachine, sign: string, verb: "secure" | "undo"): Promise<boolean> {
  const script = `NO_COLOR=1 "$@" >/run/out 2>/run/said & pid=$!
while kill -0 $pid 2>/dev/null; do if ${sign}; then kill -9 $pid; wait $pid; [ $? = 137 ]; exit; fi; sleep 0.01; done; exit 1`;
  return (await machine.run(["bash", "-c", script, "kill", ...commandLine("host", verb)])).status === 0;
}
