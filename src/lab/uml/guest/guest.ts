/** One host of a lab: its kernel's process, and the connection to it. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../../../model/fault.ts";
import type { LabHost } from "../../../model/lab.ts";
import { killStrays, type Processes, type ProcessId, startInside } from "../../process/lasting.ts";
import type { Place } from "../place.ts";
import { memoryDirectory } from "../preflight.ts";
import { forwardWords } from "../ssh/config.ts";
import type { Running } from "../state.ts";
import { engineVersion } from "./engine-version.ts";
import { type Boot, kernelLine, kernelMarks } from "./kernel-line.ts";

/** Milliseconds from boot to an engine that answers; on an idle machine it takes 15 seconds. */
const patienceMs = 300_000;
const lookEveryMs = 250;

/** After whatever is left of it has ended. @throws Fault */
export async function bootGuest(boot: Boot, processes: Processes): Promise<ProcessId> {
  const { place, host } = boot;
  await killStrays(place.namespace, kernelMarks(place, host.name), processes);
  await rm(join(place.uml, host.name), { recursive: true, force: true });
  const command = ["linux.uml", ...kernelLine(boot)];
  const { console } = place.guest(host.name);
  const guest = await startInside(place.namespace, command, console, processes, { TMPDIR: memoryDirectory });
  if (guest) return guest;
  throw new Fault("start-failed", `${host.name} ended at once: ${await lastWords(console)}`, `${console} says more.`);
}

/**
 * Waits until its engine answers on this machine; opens the connection for that, and again when it breaks.
 * @param opened is told each connection's process before anything waits for it
 * @returns version of the engine
 * @throws Fault with the last words of its kernel, or when it takes too long
 */
export async function reachGuest(
  place: Place,
  host: LabHost,
  running: Running,
  processes: Processes,
  opened: (forward: ProcessId) => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  const { socket, console } = place.guest(host.name);
  const deadline = performance.now() + patienceMs;
  const found = await engineVersion(socket, signal);
  if (found !== undefined) return found;
  // One from before may hang in a host that has restarted since.
  let forward: ProcessId | undefined;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    if (!(await processes.isAlive(running.guest))) {
      throw new Fault("start-failed", `${host.name} has ended: ${await lastWords(console)}`, `${console} says more.`);
    }
    if (!forward || !(await processes.isAlive(forward))) {
      forward = await openForward(place, host, processes);
      if (forward) await opened(forward);
    }
    const version = await engineVersion(socket, signal);
    if (version !== undefined) return version;
    await sleep(lookEveryMs, undefined, { signal });
  }
  const log = `npx edgeward lab ssh --name ${place.name} ${host.name} tail /var/log/dockerd.log`;
  const remedy = `Look at ${console}, and with: ${log}. To start afresh: npx edgeward lab down --name ${place.name}`;
  throw new Fault("not-ready", `the engine of ${host.name} does not answer`, remedy);
}

/** @returns undefined when it ended at once, as it does until the host answers */
async function openForward(place: Place, host: LabHost, processes: Processes): Promise<ProcessId | undefined> {
  await closeForward(place, host.name, processes);
  const words = forwardWords(host, place);
  return startInside(place.namespace, ["ssh", ...words], join(place.guest(host.name).directory, "ssh.log"), processes);
}

/** The connection, by whatever command it was opened, and its sockets. */
async function closeForward(place: Place, host: string, processes: Processes): Promise<void> {
  const { control, socket } = place.guest(host);
  const marks = ["-N", place.sshConfig, `ControlPath=${control}`, host];
  await killStrays(place.namespace, marks, processes);
  for (const path of [control, socket]) await rm(path, { force: true });
}

async function lastWords(console: string): Promise<string> {
  const text = await readFile(console, "utf8").catch(() => "");
  return text.trim().split(/\r?\n/).slice(-3).join("; ") || "without a word";
}
