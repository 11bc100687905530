/**
 * What was created and must be removed again, on disk before it exists, so that whoever comes after a crash can find it.
 * Written whole: temporary file, fsync, rename.
 */
import { mkdir, readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { Fault } from "../../model/fault.ts";
import { type Layout, stateFile } from "../../model/layout.ts";
import type { ProcessId } from "./processes.ts";

export interface State {
  readonly version: 1;
  /** Host processes by name. */
  readonly processes: Readonly<Record<string, ProcessId>>;
  /** The process that watches over the others, if there is one. */
  readonly supervisor?: ProcessId;
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
  try {
    const state = JSON.parse(text) as State;
    if (state.version === 1 && typeof state.processes === "object" && state.processes !== null) return state;
  } catch {
    // Told below, in the same words as a file of another shape.
  }
  throw new Fault(
    "state-damaged",
    `${path} is not what Edgeward wrote`,
    `Look for processes with ${layout.run} on their command line, end them, and delete the file.`,
  );
}

export async function writeState(layout: Layout, state: State): Promise<void> {
  await mkdir(layout.root, { recursive: true, mode: 0o700 });
  await writeFileAtomic(stateFile(layout), `${JSON.stringify(state, undefined, 1)}\n`, { mode: 0o600 });
}
