/**
 * Runs services as processes of this machine, without Docker.
 * Invariants: every process is in `state.json` with its start time, so that a later run can tell it from a stranger; what a process
 * does is asked of the process itself, over its control socket, so that any run can observe what another run started.
 */
import { rm } from "node:fs/promises";
import type { ControlRequest } from "../../model/control.ts";
import { Fault } from "../../model/fault.ts";
import { runsProgram } from "../../model/launch.ts";
import { controlSocket, dataRoot, type Layout, logFile, logsDir, stateFile } from "../../model/layout.ts";
import type { ServiceName } from "../../model/name.ts";
import type { Host, Observed, ServiceSeen, Step } from "../../model/plan.ts";
import type { ProcessEngine } from "../engine.ts";
import { ask, type ControlAddress } from "./control-client.ts";
import { lastWords } from "./last-words.ts";
import { endOrphans } from "./orphans.ts";
import { ended, isAlive, type ProcessId, signal as send } from "./processes.ts";
import { localPrograms } from "./program/programs.ts";
import { together } from "./program/together.ts";
import { type HostProgram, spawnHost } from "./spawn.ts";
import { readState, type State, writeState } from "./state.ts";

export interface LocalEngineOptions {
  readonly layout: Layout;
  readonly program: HostProgram;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A process that does not answer within this time counts as hung; milliseconds. */
const answerMs = 5_000;
/** Time to end in order before the next, harder way; milliseconds. */
const graceMs = 5_000;
const startMs = 15_000;

export function localEngine({ layout, program, environment }: LocalEngineOptions): ProcessEngine {
  const ofProcess = (name: string) => controlSocket(layout, name);
  const programs = localPrograms({ layout, environment });
  const inTime = (signal: AbortSignal, ms: number) => AbortSignal.any([signal, AbortSignal.timeout(ms)]);

  async function addressOf(name: string): Promise<ControlAddress> {
    return { socket: ofProcess(name), token: (await readState(layout)).processes[name]?.token ?? "" };
  }

  async function status(name: string, signal: AbortSignal): Promise<readonly ServiceSeen[] | undefined> {
    try {
      return (await ask(await addressOf(name), { ask: "status" }, inTime(signal, answerMs))).services ?? [];
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Fault && error.code === "not-running") return undefined;
      throw error;
    }
  }

  async function ensureHost(host: Host, signal: AbortSignal): Promise<void> {
    const known = (await readState(layout)).processes[host.name];
    if (known && (await isAlive(known))) {
      if (await status(host.name, signal)) return;
      await end(host.name, known);
    }
    await endOrphans(ofProcess(host.name));
    await rm(ofProcess(host.name), { force: true });
    const id = await spawnHost(host, program, layout, environment);
    const state = await readState(layout);
    await writeState(layout, { ...state, processes: { ...state.processes, [host.name]: id } });
    await answering(host.name, id, signal);
  }

  async function answering(name: string, id: ProcessId, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + startMs;
    while (!(await status(name, signal))) {
      if (performance.now() > deadline || !(await isAlive(id))) {
        const words = await lastWords(logFile(layout, name));
        throw new Fault(
          "start-failed",
          `the process ${name} ended before it was ready${words === "" ? "" : `; its last words: ${words}`}`,
          "Mend what it names, then run `edgeward up` again.",
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function end(name: string, id: ProcessId): Promise<void> {
    for (const harder of ["SIGTERM", "SIGKILL"] as const) {
      await send(id, harder);
      if (await ended(id, graceMs)) break;
    }
    await forget(name);
  }

  async function forget(name: string): Promise<void> {
    const state = await readState(layout);
    const { [name]: _gone, ...processes } = state.processes;
    // On a full disk a dead process stays in the state: it is told from a living one, and things can be taken down all the same.
    await writeState(layout, { ...state, processes }).catch((error: unknown) => {
      if (!(error instanceof Fault && error.code === "disk-full")) throw error;
    });
    await endOrphans(ofProcess(name));
    await rm(ofProcess(name), { force: true });
  }

  async function stop(service: ServiceName, signal: AbortSignal): Promise<void> {
    for (const [name, id] of Object.entries((await readState(layout)).processes)) {
      const hosted = (await isAlive(id)) ? await status(name, signal) : undefined;
      if (!hosted?.some((one) => one.service === service)) continue;
      await ask(await addressOf(name), { ask: "stop", service }, inTime(signal, graceMs));
      if (hosted.length > 1) continue;
      await ask(await addressOf(name), { ask: "shutdown" }, inTime(signal, answerMs)).catch(() => undefined);
      if (await ended(id, graceMs)) await forget(name);
      else await end(name, id);
    }
    await programs.stop(service);
  }

  return {
    async observe(signal): Promise<Observed> {
      const services: ServiceSeen[] = [];
      for (const [name, id] of Object.entries((await readState(layout)).processes)) {
        if (await isAlive(id)) services.push(...((await status(name, signal)) ?? []));
      }
      return { services: together(services, await programs.observe(signal)) };
    },

    async perform(step: Step, signal): Promise<void> {
      if (step.step === "stop") return stop(step.service, signal);
      const { launch, host, hash, secrets } = step.wanted;
      const own = secrets === undefined ? {} : { secrets };
      if (runsProgram(launch)) {
        if (step.step === "reload") await programs.reload(launch, secrets, signal);
        else await programs.start({ ...step.wanted, launch }, signal);
        if (launch.program.gated === undefined) return;
      }
      const request: ControlRequest =
        step.step === "reload"
          ? { ask: "reload", service: launch.service, ...own }
          : { ask: "start", launch, hash, ...own };
      if (step.step === "start") await ensureHost(host, signal);
      await ask(await addressOf(host.name), request, inTime(signal, startMs));
    },

    async logins(launch, users, signal) {
      if (runsProgram(launch)) return programs.logins(launch, users);
      const { process: name, service } = launch;
      if (!(await readState(layout)).processes[name]) return undefined;
      try {
        return (await ask(await addressOf(name), { ask: "logins", service, users }, inTime(signal, answerMs))).logins;
      } catch (error) {
        if (error instanceof Fault && error.code === "not-running") return undefined;
        throw error;
      }
    },

    async reach(service, port, signal) {
      const seen = (await this.observe(signal)).services.find((one) => one.service === service);
      const found = seen?.listens.find((listen) => listen.port === port) ?? seen?.listens[0];
      if (found) return found;
      throw new Fault(
        "not-running",
        `${service} does not listen on any port`,
        "Run `edgeward up` to start it, or `edgeward ps` to see why it does not run.",
      );
    },

    async clear({ data }, signal) {
      signal.throwIfAborted();
      const { processes } = await readState(layout).catch(() => ({ processes: {} as State["processes"] }));
      for (const [name, id] of Object.entries(processes)) await end(name, id);
      await programs.endAll();
      // Also those that a crash kept out of the state, or that a damaged state does not name.
      await endOrphans(`${layout.run}/`);
      await rm(layout.run, { recursive: true, force: true });
      await rm(logsDir(layout), { recursive: true, force: true });
      if (data) await rm(dataRoot(layout), { recursive: true, force: true });
      await rm(stateFile(layout), { force: true });
    },

    async tryOpen(name, paths, signal) {
      const tried = await programs.tryOpen(name, paths, signal);
      if (tried) return tried;
      return (await ask(await addressOf(name), { ask: "try-open", paths }, inTime(signal, answerMs))).opened ?? [];
    },

    // The services go on without us: whoever comes next finds them in the state.
    async [Symbol.asyncDispose]() {},
  };
}
