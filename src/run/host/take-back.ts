/** As it was before: files, users of the database, and the programs run with what they had. Runs to its end whatever happens. */
import type { Opened } from "../../engine/vault.ts";
import type { HostUndone } from "../../model/host-plan.ts";
import type { Machine, ProgramKind } from "../../model/machine.ts";
import { dropsFor } from "../../plan/host/database-users.ts";
import type { HostTools } from "./host-tools.ts";
import { restartKinds } from "./put-in-force.ts";

/** What a later run has to know to take this one back; plain JSON. */
export interface HostNotes {
  readonly restarts: readonly ProgramKind[];
  /** Users that the database is given and did not have by our doing before. */
  readonly databaseUsers: readonly string[];
  /** Files that were there, and files that were not. */
  readonly edited: readonly string[];
  readonly made: readonly string[];
}

export async function takeBack(
  machine: Machine,
  open: Opened,
  { restarts, databaseUsers, edited, made }: HostNotes,
  because: HostUndone["because"],
  tools: HostTools,
): Promise<HostUndone> {
  const { engine, readState, writeState } = tools;
  const signal = new AbortController().signal;
  const left: HostUndone["left"][number][] = [];
  left.push(...(await open.rollback()).map((path) => ({ path, why: "somebody has written it since" })));
  const influx = machine.programs.find(({ kind }) => kind === "influxdb");
  // Those that were not written down were not made: they may be the person's.
  const { databaseUsers: known } = await readState();
  const ours = databaseUsers.filter((user) => known.includes(user));
  if (influx && ours.length > 0) {
    await engine
      .tellDatabase(
        influx,
        dropsFor(ours).map(({ parts, unless }) => ({
          text: parts.join(""),
          ...(unless === undefined ? {} : { unless }),
        })),
        signal,
      )
      .then(async () => {
        const { told: _, ...state } = await readState();
        await writeState({
          ...state,
          databaseUsers: state.databaseUsers.filter((user) => !databaseUsers.includes(user)),
        });
      })
      .catch((error: unknown) => left.push({ path: "users of the database", why: String((error as Error).message) }));
  }
  const { restarted, byHand, failed } = await restartKinds(machine, restarts, tools, signal);
  left.push(...failed.map(({ program, why }) => ({ path: program, why })));
  return {
    hostName: machine.hostName,
    ...(because ? { because } : {}),
    putBack: edited,
    removed: made,
    restarted,
    byHand,
    left,
  };
}
