/**
 * Installed programs that play services: started, asked, ended.
 * Invariants: each is in the state with its start time before it is waited for; what it does is asked at its own door, so that any run can
 * observe what another run started; one that is hung or whose definition changed is replaced.
 */
import { readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../../../model/fault.ts";
import type { ProgramLaunch } from "../../../model/launch.ts";
import { controlSocket, logFile, runDir } from "../../../model/layout.ts";
import type { LoginSeen } from "../../../model/login-seen.ts";
import type { ServiceName } from "../../../model/name.ts";
import type { ServiceSeen, Wanted } from "../../../model/plan.ts";
import { passedOn } from "../environment.ts";
import { lastWords } from "../last-words.ts";
import { endOrphans } from "../orphans.ts";
import { ended, isAlive, signal as send } from "../processes.ts";
import { type ProgramRecord, readState, writeState } from "../state.ts";
import type { Answer } from "./answer.ts";
import { capLog } from "./cap-log.ts";
import { canConfine, triedThere } from "./confine.ts";
import { makeFirstUsers } from "./first-users.ts";
import { hangUp } from "./mosquitto/hang-up.ts";
import { loginsIn } from "./mosquitto/logins.ts";
import { serves } from "./serves.ts";
import { type Ground, spawnProgram } from "./spawn-program.ts";

/** A program that says nothing within this time counts as hung; milliseconds. */
const answerMs = 5_000;
/** Its state on the disk is written before it ends; milliseconds. */
const graceMs = 15_000;
/** How long a start is waited for: a database with years of data takes its time to open. Milliseconds. */
const startMs = 120_000;
/** One that served is asked again after this time, in milliseconds: each login costs it a hash, and a line in its log. */
const askAgainMs = 10_000;

export interface ProgramSeen {
  readonly service: ServiceName;
  /** Whether a gate before it is what clients reach. */
  readonly isGated: boolean;
  readonly seen: ServiceSeen | undefined;
}

export function localPrograms({ layout, environment }: Pick<Ground, "layout" | "environment">) {
  const served = new Map<number, number>();
  let walls: Promise<boolean> | undefined;

  const records = async () => (await readState(layout)).programs ?? {};

  async function keep(name: string, record: ProgramRecord | undefined): Promise<void> {
    const state = await readState(layout);
    const { [name]: _before, ...others } = state.programs ?? {};
    const programs = record ? { ...others, [name]: record } : others;
    await writeState(layout, { ...state, programs });
  }

  async function ask(record: ProgramRecord, signal: AbortSignal): Promise<Answer> {
    const at = served.get(record.pid);
    if (at !== undefined && performance.now() - at < askAgainMs) return { answer: "serves" };
    const answer = await serves(record.launch, answerMs, signal);
    if (answer.answer === "serves") served.set(record.pid, performance.now());
    else served.delete(record.pid);
    return answer;
  }

  async function end(name: string, record: ProgramRecord): Promise<void> {
    for (const harder of ["SIGTERM", "SIGKILL"] as const) {
      // A stopped process takes no other signal in hand.
      await send(record, harder);
      if (harder === "SIGTERM") await send(record, "SIGCONT");
      if (await ended(record, graceMs)) break;
    }
    served.delete(record.pid);
    await keep(name, undefined).catch((error: unknown) => {
      if (!(error instanceof Fault && error.code === "disk-full")) throw error;
    });
    await endOrphans(controlSocket(layout, name));
    await rm(runDir(layout, name), { recursive: true, force: true });
  }

  async function start(
    { launch, hash, secrets }: Wanted & { readonly launch: ProgramLaunch },
    signal: AbortSignal,
  ): Promise<void> {
    const name = launch.program.process;
    const known = (await records())[name];
    if (known && (await isAlive(known))) {
      if (known.hash === hash && (await ask(known, signal)).answer !== "silent") return reload(launch, secrets, signal);
      await end(name, known);
    }
    await endOrphans(controlSocket(layout, name));
    walls ??= canConfine(passedOn(environment));
    const ground: Ground = { layout, environment, confined: await walls };
    if (launch.program.firstUsers) await makeFirstUsers(launch, launch.program.firstUsers, ground, signal);
    const { logFrom, ...id } = await spawnProgram(launch, launch.program, ground);
    const own = secrets === undefined ? {} : { secrets };
    const record = { ...id, launch, hash, ...own, sinceMs: Date.now(), confined: ground.confined };
    await keep(name, record);
    const deadline = performance.now() + startMs;
    while ((await ask(record, signal)).answer !== "serves" && performance.now() < deadline) {
      if (!(await isAlive(id))) throw await failed(launch, logFrom);
      await sleep(20, undefined, { signal });
    }
  }

  /** @see mosquitto(8), SIGHUP: it reads its password and access list files again */
  async function reload(launch: ProgramLaunch, secrets: string | undefined, signal: AbortSignal): Promise<void> {
    const name = launch.program.process;
    const record = (await records())[name];
    if (!record || secrets === undefined || record.secrets === secrets) return;
    if (record.launch.program.name === "mosquitto") await hangUp(record, logFile(layout, name), signal);
    // Whoever asks whether it serves may have another password by now.
    await keep(name, { ...record, launch, secrets });
  }

  async function failed({ service, program }: ProgramLaunch, logFrom: number): Promise<Fault> {
    const words = await lastWords(logFile(layout, program.process), logFrom);
    return new Fault(
      "start-failed",
      `${program.name} ended before ${service} was ready${words === "" ? "" : `; its last words: ${words}`}`,
      "Mend what it names, then run `edgeward up` again.",
    );
  }

  async function seen(name: string, record: ProgramRecord, signal: AbortSignal): Promise<ServiceSeen | undefined> {
    if (!(await isAlive(record))) return undefined;
    const { launch, hash, secrets, pid, sinceMs } = record;
    const answer = await ask(record, signal);
    if (answer.answer === "silent") return undefined;
    await capLog(logFile(layout, name));
    const { name: program, version } = launch.program;
    const isServing = answer.answer === "serves";
    return {
      service: launch.service,
      hash,
      ...(secrets !== undefined && { secrets }),
      pid,
      process: name,
      health: isServing ? "healthy" : Date.now() - sinceMs < startMs ? "starting" : "unhealthy",
      detail: `${program} ${version}, ${isServing ? "takes logins" : answer.why}`,
      listens: launch.listeners,
      counters: {},
      sinceMs,
    };
  }

  return {
    start,
    reload,
    /** @returns undefined when it does not say who is connected */
    async logins({ program }: ProgramLaunch, users: readonly string[]): Promise<readonly LoginSeen[] | undefined> {
      if (program.name !== "mosquitto") return undefined;
      const text = await readFile(logFile(layout, program.process), "utf8").catch(() => "");
      return loginsIn(text, new Set(users));
    },
    async stop(service: string): Promise<void> {
      for (const [name, record] of Object.entries(await records()))
        if (record.launch.service === service) await end(name, record);
    },
    /** Every service that a program plays, or stands behind: what is seen of the program, unless it is gone. */
    async observe(signal: AbortSignal): Promise<readonly ProgramSeen[]> {
      const all = Object.entries(await records()).map(async ([name, record]): Promise<ProgramSeen> => {
        const { service, program } = record.launch;
        return { service, isGated: program.gated !== undefined, seen: await seen(name, record, signal) };
      });
      return await Promise.all(all);
    },
    /** @returns undefined when no program runs under that name */
    async tryOpen(name: string, paths: readonly string[], signal: AbortSignal) {
      const record = (await records())[name];
      return record && (await triedThere(record, paths, passedOn(environment), signal));
    },
    async endAll(): Promise<void> {
      for (const [name, record] of Object.entries(await records().catch(() => ({})))) await end(name, record);
    },
  };
}
