/** The services of this process: started and stopped one at a time, disposed of in reverse order. */
import { open } from "node:fs/promises";
import type { Logger } from "pino";
import type { ControlReply, ControlRequest } from "../../model/control.ts";
import { Fault } from "../../model/fault.ts";
import type { Launch } from "../../model/launch.ts";
import type { ServiceName } from "../../model/name.ts";
import type { ServiceSeen } from "../../model/plan.ts";
import type { EmbeddedService } from "../service.ts";
import { type Commons, startService } from "./starters.ts";

interface Hosted {
  readonly launch: Launch;
  readonly hash: string;
  secrets: string | undefined;
  readonly service: EmbeddedService;
  readonly abort: AbortController;
  readonly sinceMs: number;
}

export interface Hosting extends AsyncDisposable {
  answer(request: ControlRequest): Promise<ControlReply>;
}

export function hosting(log: Logger, now: () => number): Hosting {
  const hosted = new Map<ServiceName, Hosted>();
  const commons: Commons = { intakes: new Map(), sinks: new Map() };
  /** Requests that change something wait for each other. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  async function start(launch: Launch, hash: string, secrets: string | undefined): Promise<void> {
    const before = hosted.get(launch.service);
    if (before?.hash === hash) return reload(launch.service, secrets);
    if (before) await stop(launch.service);
    const abort = new AbortController();
    const own = log.child({ service: launch.service });
    const service = await startService(launch, { log: own, now, signal: abort.signal }, commons);
    hosted.set(launch.service, { launch, hash, secrets, service, abort, sinceMs: now() });
    own.info({ listens: service.listens() }, "started");
  }

  async function reload(name: ServiceName, secrets: string | undefined): Promise<void> {
    const one = hosted.get(name);
    if (!one || one.secrets === secrets) return;
    await one.service.reload?.();
    one.secrets = secrets;
    log.info({ service: name }, "read its secrets again");
  }

  async function stop(name: ServiceName): Promise<void> {
    const one = hosted.get(name);
    if (!one) return;
    hosted.delete(name);
    one.abort.abort();
    await one.service[Symbol.asyncDispose]();
    log.info({ service: name }, "stopped");
  }

  const stopAll = async () => {
    for (const name of [...hosted.keys()].toReversed()) await stop(name);
  };

  return {
    async answer(request) {
      try {
        switch (request.ask) {
          case "start":
            await inTurn(() => start(request.launch, request.hash, request.secrets));
            return { ok: true };
          case "reload":
            await inTurn(() => reload(request.service, request.secrets));
            return { ok: true };
          case "logins":
            return { ok: true, logins: hosted.get(request.service)?.service.logins?.(new Set(request.users)) ?? [] };
          case "stop":
            await inTurn(() => stop(request.service));
            return { ok: true };
          case "status":
            return { ok: true, services: [...hosted.values()].map(seen) };
          case "try-open":
            return { ok: true, opened: await Promise.all(request.paths.map(opens)) };
          case "shutdown":
            await inTurn(stopAll);
            return { ok: true };
        }
      } catch (error) {
        return refusal(error, log);
      }
    },
    [Symbol.asyncDispose]: () => inTurn(stopAll),
  };
}

function seen({ launch, hash, secrets, service, sinceMs }: Hosted): ServiceSeen {
  return {
    service: launch.service,
    hash,
    ...(secrets !== undefined && { secrets }),
    pid: process.pid,
    process: launch.process,
    ...service.health(),
    listens: service.listens(),
    counters: service.counters(),
    sinceMs,
  };
}

async function opens(path: string): Promise<boolean> {
  try {
    await (await open(path, "r")).close();
    return true;
  } catch {
    return false;
  }
}

function refusal(error: unknown, log: Logger): ControlReply {
  if (error instanceof Fault) {
    log.error({ code: error.code, at: error.at }, error.message);
    return { ok: false, code: error.code, what: error.message, remedy: error.remedy };
  }
  log.error({ err: error }, "this is a defect of Edgeward");
  const what = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    code: "start-failed",
    what,
    remedy: "This is a defect of Edgeward: please report it with the service's log.",
  };
}
