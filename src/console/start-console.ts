/** The console: shows what an InfluxDB keeps to who signs in. It reads, changes nothing, and keeps nothing. */
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { ConsoleLaunch } from "../model/launch.ts";
import type { Playing } from "../run/play/play-tools.ts";
import { Gatekeeper } from "./access/gatekeeper.ts";
import { Sessions } from "./access/sessions.ts";
import { Throttle } from "./access/throttle.ts";
import { askInflux } from "./data/influx/ask-influx.ts";
import { Library } from "./data/library.ts";
import { Rotation } from "./files/rotation.ts";
import { consoleApp } from "./serve/app.ts";
import { close, listen } from "./serve/listener.ts";
import { pageFiles } from "./serve/page-files.ts";

/** How often files are looked at, and the database is asked whether it answers. */
const lookMs = 2_000;
const knockEvery = 5;

export interface Around {
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds from some start, never backwards. */
  readonly elapsed: () => number;
  /** Whether nobody is to be let in with this password. */
  readonly isWeak: (password: string) => boolean;
  /** Where the page's files are. */
  readonly pageDir: string;
  readonly signal: AbortSignal;
}

/** @throws Fault when its certificate cannot be served, or its port cannot be had */
export async function startConsole(launch: ConsoleLaunch, around: Around): Promise<Playing> {
  const { log, now, elapsed, isWeak, pageDir, signal } = around;
  const rotation = await Rotation.open(launch, isWeak);
  const stop = new AbortController();
  const aroundIt = { database: launch.database.name, now, elapsed, log, signal: stop.signal };
  const library = new Library(askInflux(launch.database, stop.signal), aroundIt);
  const login = () => {
    const { password } = rotation;
    return password === undefined ? undefined : { user: launch.user, password };
  };
  const sessions = new Sessions(elapsed);
  const gatekeeper = new Gatekeeper({ sessions, throttle: new Throttle(elapsed), login, log });
  const health = () => healthOf(stop.signal.aborted, rotation.troubles, library.state);
  const isHealthy = () => health().health === "healthy";
  const app = consoleApp({ gatekeeper, library, page: await pageFiles(pageDir), isHealthy, log });
  const server = await listen(launch.listen, rotation.pair, app);
  const changes = {
    pair: (pair: typeof rotation.pair) => server.setSecureContext({ ...pair, minVersion: "TLSv1.2" }),
    password: () => sessions.closeAll(),
  };
  const watching = everyLook(stop.signal, async (round) => {
    await rotation.look(changes, log);
    if (round % knockEvery === 0 || library.state?.trouble) await library.knock();
  });

  let closing: Promise<void> | undefined;
  const end = (): Promise<void> => {
    signal.removeEventListener("abort", end);
    closing ??= (async () => {
      stop.abort();
      await close(server);
      await watching;
    })();
    return closing;
  };
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) void end();
  return { health, [Symbol.asyncDispose]: end };
}

async function everyLook(signal: AbortSignal, look: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    await look(round);
    await pause(lookMs, undefined, { signal }).catch(() => {});
  }
}

function healthOf(
  stopping: boolean,
  troubles: readonly string[],
  database: Library["state"],
): ReturnType<Playing["health"]> {
  const all = [...troubles, ...(database?.trouble ? [database.trouble] : [])];
  if (stopping) return { health: "unhealthy", detail: "stopping" };
  if (all.length > 0) return { health: "unhealthy", detail: all.join("; ") };
  if (!database) return { health: "starting", detail: "asking the database" };
  return { health: "healthy", detail: "it serves, and the database answers" };
}
