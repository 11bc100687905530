import { spawn } from "node:child_process";
import { Fault } from "../../model/fault.ts";
import { labHosts } from "../hosts.ts";
import type { Processes } from "../process/lasting.ts";
import { labNetwork, type Place } from "./place.ts";
import { readState } from "./state.ts";

/** ssh, with this process's terminal and streams. @returns its exit status: the command's, or 255 for ssh's own trouble @throws Fault */
export async function shellOn(
  place: Place,
  host: string,
  command: readonly string[],
  processes: Processes,
  signal: AbortSignal,
): Promise<number> {
  const state = await readState(place);
  const up = `npx edgeward lab up${place.name === "default" ? "" : ` --name ${place.name}`}`;
  if (!state) throw new Fault("not-running", `there is no lab ${place.name}`, up);
  const names = labHosts(state.hosts, labNetwork).map(({ name }) => name);
  if (!names.includes(host)) {
    throw new Fault("bad-command-line", `the lab ${place.name} has no host ${host}`, `Its hosts: ${names.join(", ")}.`);
  }
  const { guest, forward } = state.running[host] ?? {};
  if (!guest || !(await processes.isAlive(guest))) {
    throw new Fault("not-running", `${host} is not running`, `Start it, on the disk that it had: ${up}`);
  }
  if (!forward || !(await processes.isAlive(forward))) {
    throw new Fault("not-running", `the connection to ${host} is gone`, `Make it anew: ${up}`);
  }
  // What comes after a name may look like an option of ssh's own.
  const child = spawn("ssh", ["-F", place.sshConfig, host, ...(command.length > 0 ? ["--", ...command] : [])], {
    stdio: "inherit",
  });
  const end = () => void child.kill("SIGTERM");
  signal.addEventListener("abort", end, { once: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve(status ?? 255));
    });
  } finally {
    signal.removeEventListener("abort", end);
  }
}
