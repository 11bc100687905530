/** Everything as it was found: files byte for byte, the database without our users, and the programs run with what they had. */
import { Fault } from "../../model/fault.ts";
import type { HostUndone } from "../../model/host-plan.ts";
import { type Machine, type ProgramKind, programKinds } from "../../model/machine.ts";
import { dropsFor } from "../../plan/host/database-users.ts";
import { mayRun } from "../../plan/host/restarts.ts";
import type { HostRequest } from "./host-request.ts";
import type { HostTools } from "./host-tools.ts";
import { remembered } from "./known/remembered.ts";
import { sweep } from "./known/sweep.ts";
import { restartKinds } from "./put-in-force.ts";
import { type HostNotes, takeBack } from "./take-back.ts";

/** @param force also over files that others have changed since */
export async function undoHost(
  wish: HostRequest,
  force: boolean,
  tools: HostTools,
  signal: AbortSignal,
): Promise<HostUndone | undefined> {
  await using _lock = await tools.lock(signal);
  try {
    return await undoneNow(await remembered(wish, tools, signal), force, tools, signal);
  } finally {
    await sweep(tools);
  }
}

async function undoneNow(
  wish: HostRequest,
  force: boolean,
  tools: HostTools,
  signal: AbortSignal,
): Promise<HostUndone | undefined> {
  const { vault, engine } = tools;
  const open = await vault.open();
  const { machine } = await engine.find(wish, signal);
  const taken = open && (await takeBack(machine, open, open.notes as HostNotes, undefined, tools));
  const state = await tools.readState();
  if ((await vault.isEmpty()) && state.databaseUsers.length === 0 && !state.undoing) return taken;
  const changed = await vault.changedSince();
  if (changed.length > 0 && !force) {
    throw new Fault(
      "changed-meanwhile",
      `nothing was put back: somebody has changed ${changed.join(", ")} since`,
      "Look at them; `edgeward host undo --force` puts the files back as they were found, and loses what was changed since.",
    );
  }
  const now = runningOf((await engine.find(wish, signal)).machine);
  // Killed from here on, the next run has to know what it stopped.
  const running = programKinds.filter((kind) => now.includes(kind) || state.undoing?.includes(kind));
  await tools.writeState({ ...state, undoing: running });
  const left = [...(taken?.left ?? [])];
  const influx = machine.programs.find(({ kind }) => kind === "influxdb");
  if (influx && state.databaseUsers.length > 0) {
    const drops = dropsFor(state.databaseUsers).map(({ parts, unless = "" }) => ({ text: parts.join(""), unless }));
    await engine.tellDatabase(influx, drops, signal);
    await tools.writeState({ ...state, undoing: running, databaseUsers: [] });
  }
  const { putBack, removed } = await vault.restore({ force });
  const found = (await engine.find(wish, signal)).machine;
  const { restarted, byHand, failed } = await restartKinds(found, running, tools, signal);
  left.push(...failed.map(({ program, why }) => ({ path: program, why })));
  const { undoing: _, ...done } = await tools.readState();
  await tools.writeState(done);
  return { hostName: machine.hostName, putBack, removed, restarted, byHand, left };
}

const runningOf = ({ programs }: Machine): readonly ProgramKind[] =>
  programKinds.filter((kind) => programs.some((one) => one.kind === kind && mayRun(one)));
