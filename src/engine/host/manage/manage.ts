/**
 * Stops and starts a program through whoever does so on this machine.
 * Invariants: a program is ended through its manager, or by the number of the very process that was found, never by name; `start` returns
 * when it serves, or throws with its last words.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../../../model/fault.ts";
import type { Program } from "../../../model/machine.ts";
import { ended, isAlive, type ProcessId, signal as send } from "../../local/processes.ts";
import { runProgram, type Said } from "../run-program.ts";
import { tryOut } from "../trial/try-out.ts";
import { currentProcess } from "./current.ts";
import { hasSaid, lastWords, type Mark, markNow } from "./last-words.ts";
import { serves, steadyMs } from "./serves.ts";
import { systemdRuns, unitNamed } from "./units.ts";

/** A manager's own command, in milliseconds; systemd itself gives up on a unit after 90 s. */
const commandMs = 120_000;
/** A broker writes its messages down, a database its cache. */
const stopMs = 60_000;
/** A database with years of data takes its time to open. */
const startMs: Readonly<Record<Program["kind"], number>> = {
  mosquitto: 60_000,
  influxdb: 300_000,
  telegraf: 60_000,
  grafana: 120_000,
  agent: 60_000,
};
/** After a script said that it started it: a daemon needs a moment to become one. */
const appearMs = 10_000;
const lookMs = 50;
/** It looks for signals ten times a second; one that writes less into its log, or none, is given this time. Milliseconds. */
const takenMs = 2_000;

export async function restart(program: Program, signal: AbortSignal): Promise<void> {
  const { manager } = program;
  refuse(program);
  if (manager.by === "init") {
    // Debian's own script of influxdb waits two seconds where the database may take longer, and then starts nothing.
    await stop(program, signal);
    return start(program, signal);
  }
  const before = await currentProcess(program, signal);
  await bringUp(program, manager.by === "systemd" ? "restart" : "start", before, signal);
}

export async function start(program: Program, signal: AbortSignal): Promise<void> {
  refuse(program);
  if (await currentProcess(program, signal)) return;
  await bringUp(program, "start", undefined, signal);
}

/** @throws Fault "no-permission"; "not-ready" when it does not end */
export async function stop(program: Program, signal: AbortSignal): Promise<void> {
  permitted(program);
  const { manager } = program;
  const before = await currentProcess(program, signal);
  const told = manager.by === "systemd" || manager.by === "init" ? await command(program, "stop", signal) : undefined;
  if (before && (manager.by === "command" || manager.by === "nobody")) await send(before, "SIGTERM");
  // A script that says that it could not is not waited for.
  const patienceMs = manager.by !== "init" ? stopMs : told?.status === 0 ? 10_000 : 0;
  if (before && !(await ended(before, patienceMs))) {
    // Its script may know nothing of a process that others started, or refuse a file that is not root's (start-stop-daemon(8), --pidfile).
    await send(before, "SIGTERM");
    if (!(await ended(before, stopMs))) throw stillThere(program, before);
  }
  const other = await currentProcess(program, signal);
  if (other) throw stillThere(program, other);
}

/** SIGHUP: mosquitto reads its users anew, and has by the time that this returns. @see mosquitto(8), SIGNALS */
export async function reload(program: Program, signal: AbortSignal): Promise<void> {
  permitted(program);
  const current = await currentProcess(program, signal);
  if (!current) throw new Fault("not-running", `${program.kind} does not run`, "Start it first.");
  const mark = await markNow(program);
  await send(current, "SIGHUP");
  const deadline = performance.now() + takenMs;
  while (performance.now() < deadline && (await isAlive(current))) {
    // Said at the beginning, and whoever comes then waits until it is done: it does one thing after the other.
    if (await hasSaid(program, mark, "Reloading config.")) return;
    await sleep(lookMs, undefined, { signal });
  }
}

async function bringUp(
  program: Program,
  verb: "start" | "restart",
  before: ProcessId | undefined,
  signal: AbortSignal,
): Promise<void> {
  const mark = await markNow(program);
  const { status, stdout, stderr } = await command(program, verb, signal);
  const said = `${stderr}\n${stdout}`;
  if (status !== 0)
    throw await failed(
      program,
      mark,
      said,
      `its ${program.manager.by} command ended with ${status ?? "a signal"}`,
      signal,
    );
  const deadline = performance.now() + startMs[program.kind];
  const appeared = performance.now() + appearMs;
  let first: ProcessId | undefined;
  let steadySince: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const now = await currentProcess(program, signal);
    const isNew = now !== undefined && !(before?.pid === now.pid && before.startTicks === now.startTicks);
    if (isNew) first ??= now;
    if (first && !(await isAlive(first))) throw await failed(program, mark, said, "it ended again", signal);
    if (await gaveUp(program, signal)) throw await failed(program, mark, said, "its unit failed", signal);
    // An agent that nobody can tell from others is believed to run when its command says so.
    if (!first && program.kind === "agent" && program.manager.by !== "systemd") return;
    if (!first && performance.now() > appeared) {
      throw await failed(
        program,
        mark,
        said,
        before ? "the process from before still runs" : "no process of it is there",
        signal,
      );
    }
    const works = first !== undefined && (await serves(program, first.pid));
    steadySince = works ? (steadySince ?? performance.now()) : undefined;
    if (steadySince !== undefined && performance.now() - steadySince >= steadyMs[program.kind]) return;
    if (performance.now() > deadline)
      throw await failed(program, mark, said, `it did not serve within ${startMs[program.kind] / 1000} s`, signal);
    await sleep(lookMs, undefined, { signal });
  }
}

async function gaveUp({ manager }: Program, signal: AbortSignal): Promise<boolean> {
  if (manager.by !== "systemd") return false;
  const unit = await unitNamed(manager.unit, signal);
  return unit === undefined || unit.activeState === "failed" || unit.subState === "auto-restart";
}

function command({ manager }: Program, verb: "start" | "stop" | "restart", signal: AbortSignal): Promise<Said> {
  const words =
    manager.by === "systemd"
      ? ["systemctl", "--no-ask-password", verb, "--", manager.unit]
      : manager.by === "init"
        ? [manager.script, verb]
        : manager.by === "command"
          ? manager.restart
          : [];
  return runProgram(words, { withinMs: commandMs, leavesDaemon: true }, signal);
}

async function failed(program: Program, mark: Mark, said: string, why: string, signal: AbortSignal): Promise<Fault> {
  const heard = await lastWords(program, mark, said, signal);
  // A script that sends its output nowhere leaves no word; asked apart, the program says it again.
  const words =
    heard.length > 0 && program.manager.by === "systemd"
      ? heard
      : [...heard, ...((await tryOut(program, signal)) ?? [])];
  const last = words.length > 0 ? `; its last words: ${[...new Set(words)].join(" | ")}` : "";
  return new Fault(
    "start-failed",
    `${program.kind} did not start: ${why}${last}`,
    "Mend what it names in its configuration, then start it again.",
  );
}

function refuse(program: Program): void {
  permitted(program);
  if (program.manager.by !== "nobody") return;
  throw new Fault(
    "start-failed",
    `nobody here is known to start ${program.kind} (${program.foundBy})`,
    `Start it again yourself, or say how: --restart '${program.kind}=COMMAND'.`,
  );
}

function permitted({ manager, kind }: Program): void {
  if (process.getuid?.() === 0 || manager.by === "command") return;
  throw new Fault("no-permission", `only root may stop and start ${kind}`, "Run this as root: sudo edgeward host …");
}

function stillThere({ kind, manager }: Program, { pid }: ProcessId): Fault {
  const who = manager.by === "systemd" || !systemdRuns() ? "" : " (a unit may start it again)";
  return new Fault(
    "not-ready",
    `${kind} still runs as process ${pid} after it was told to end${who}`,
    `Stop it yourself, then run this again.`,
  );
}
