/**
 * What was created and must be removed again, on disk, so that whoever comes after a crash can find it.
 * Invariant: written whole; and only by whoever holds the site's lock, or by the one supervisor that is written in it.
 */
import { mkdir, readFile } from "node:fs/promises";
import { writeWhole } from "../../disk/write-whole.ts";
import { Fault } from "../../model/fault.ts";
import type { ProgramLaunch } from "../../model/launch.ts";
import { type Layout, stateFile } from "../../model/layout.ts";
import type { ProcessId } from "./processes.ts";

export interface HostRecord extends ProcessId {
  /** What a request to its control socket must carry: hosts cannot read this file, so none can command another. */
  readonly token: string;
}

/** An installed program that plays a service, and all that whoever comes later must know to ask it and to end it. */
export interface ProgramRecord extends ProcessId {
  readonly launch: ProgramLaunch;
  readonly hash: string;
  /** @see Wanted.secrets: as it read them last. */
  readonly secrets?: string;
  /** Milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Whether it sees no files of the stack but its own. */
  readonly confined: boolean;
}

export interface State {
  readonly version: 1;
  /** Host processes by name. */
  readonly processes: Readonly<Record<string, HostRecord>>;
  /** Installed programs by process name; absent when there are none. */
  readonly programs?: Readonly<Record<string, ProgramRecord>>;
  /** The process that watches over the others, if there is one. */
  readonly supervisor?: ProcessId;
  /** Process id of the one that is to watch next: no other may. */
  readonly next?: number;
}

const nothing: State = { version: 1, processes: {} };

/** @throws Fault "state-damaged" */
export async function readState(layout: Layout): Promise<State> {
  const path = stateFile(layout);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return nothing;
    throw new Fault("no-permission", `${path} cannot be read`, "Run as the user who brought the stack up.", { cause });
  }
  const state = parsed(text);
  if (state) return state;
  throw new Fault(
    "state-damaged",
    `${path} is not what Edgeward wrote`,
    "Run `edgeward down`: it finds what runs without it. Then run `edgeward up`.",
  );
}

export async function writeState(layout: Layout, state: State): Promise<void> {
  await mkdir(layout.root, { recursive: true, mode: 0o700 });
  await writeWhole(stateFile(layout), `${JSON.stringify(state, undefined, 1)}\n`, 0o600);
}

function parsed(text: string): State | undefined {
  try {
    const state = JSON.parse(text) as Partial<State> | null;
    if (state?.version !== 1 || typeof state.processes !== "object" || state.processes === null) return undefined;
    const hosts = Object.values(state.processes);
    const sound = hosts.every((host) => isProcess(host) && typeof host.token === "string");
    const programs = Object.values(state.programs ?? {});
    if (!programs.every((program) => isProcess(program) && typeof program.launch?.program === "object"))
      return undefined;
    return sound && (state.supervisor === undefined || isProcess(state.supervisor)) ? (state as State) : undefined;
  } catch {
    return undefined;
  }
}

function isProcess(value: ProcessId | null): boolean {
  return typeof value?.pid === "number" && typeof value.startTicks === "string" && typeof value.bootId === "string";
}
