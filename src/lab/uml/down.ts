/** Takes a lab down: what it started ends, what it made goes. Works from whatever a crash has left. */
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { Fault } from "../../model/fault.ts";
import { kill, killStrays, type Processes } from "../process/lasting.ts";
import { removeLink } from "./link.ts";
import { type Place, placeOf } from "./place.ts";
import { type LabState, readState } from "./state.ts";

export const isLab = (place: Place): boolean =>
  existsSync(place.directory) || existsSync(`/run/netns/${place.namespace}`);

/** The lab is ours alone meanwhile. @returns names of its hosts @throws Fault */
export async function labDown(place: Place, processes: Processes, signal: AbortSignal): Promise<readonly string[]> {
  const state = await stateOr(place);
  const recorded = Object.values(state?.running ?? {}).flatMap(({ guest, forward }) => [
    guest,
    ...(forward ? [forward] : []),
  ]);
  await kill(recorded, processes);
  // What a killed guest leaves, and what was started but not written down.
  await killStrays(place.namespace, [`uml_dir=${place.uml}/`], processes);
  await killStrays(place.namespace, ["-N", place.sshConfig], processes);
  await removeLink(place, signal);
  await rm(place.directory, { recursive: true, force: true });
  return Object.keys(state?.running ?? {});
}

/** A damaged state keeps nobody from taking a lab down: its processes are known by their words, too. */
async function stateOr(place: Place): Promise<LabState | undefined> {
  try {
    return await readState(place);
  } catch (cause) {
    if (cause instanceof Fault && cause.code === "state-damaged") return undefined;
    throw cause;
  }
}

/** Images under the disks of labs that are there. @param root directory of all labs */
export async function imagesInUse(root: string): Promise<ReadonlySet<string>> {
  const names = (await readdir(root).catch(() => [])).filter((name) => !name.startsWith("."));
  const states = await Promise.all(names.map((name) => stateOr(placeOf(root, name))));
  return new Set(states.flatMap((state) => (state ? [state.image] : [])));
}
