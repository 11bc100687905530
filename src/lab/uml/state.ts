/** What a lab is made of and which processes are its own: in a file (0600), for the next command and a crash's successor. */
import { readFile } from "node:fs/promises";
import { writeWhole } from "../../disk/write-whole.ts";
import { Fault } from "../../model/fault.ts";
import { type LabSuite, labSuites } from "../../model/lab.ts";
import type { ProcessId } from "../process/lasting.ts";
import type { Place } from "./place.ts";

export interface LabState {
  readonly version: 1;
  readonly suite: LabSuite;
  /** Root image under the disks of its hosts: no other fits them. */
  readonly image: string;
  /** Which file that was: one of the same name may be another. */
  readonly imageMark: string;
  /** How many hosts. */
  readonly hosts: number;
  readonly running: Readonly<Record<string, Running>>;
}

export interface Running {
  readonly guest: ProcessId;
  /** The ssh connection that all others share. */
  readonly forward?: ProcessId;
}

/** @throws Fault "state-damaged" */
export async function readState({ state, name, directory }: Place): Promise<LabState | undefined> {
  const text = await readFile(state, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw new Fault("no-permission", `${state} cannot be read`, "Run it as root.", { cause });
  });
  if (text === undefined) return undefined;
  const found = parsed(text);
  if (found) return found;
  const remedy = `End the lab's processes (ip netns pids edgeward-lab-${name}), then remove ${directory}.`;
  throw new Fault("state-damaged", `${state} is not what Edgeward wrote`, remedy);
}

export const writeState = ({ state }: Place, value: LabState): Promise<void> =>
  writeWhole(state, `${JSON.stringify(value, undefined, 1)}\n`, 0o600);

function parsed(text: string): LabState | undefined {
  try {
    const value = JSON.parse(text) as Partial<LabState> | null;
    const known =
      value?.version === 1 && Object.hasOwn(labSuites, value.suite ?? "") && typeof value.image === "string";
    const marked = typeof value?.imageMark === "string";
    const counts = Number.isInteger(value?.hosts) && typeof value?.running === "object" && value.running !== null;
    if (!known || !marked || !counts) return undefined;
    const ids = Object.values(value.running ?? {}).flatMap(({ guest, forward }) => [
      guest,
      ...(forward ? [forward] : []),
    ]);
    return ids.every(isProcess) ? (value as LabState) : undefined;
  } catch {
    return undefined;
  }
}

const isProcess = (value: ProcessId | undefined): boolean =>
  Number.isInteger(value?.pid) && typeof value?.startTicks === "string" && typeof value.bootId === "string";
