/** Brings a lab up: image, link, guests, connections. Each part that is there already is kept. */
import { mkdir, rm, stat } from "node:fs/promises";
import { makeDirectory } from "../../disk/make-directory.ts";
import { Fault } from "../../model/fault.ts";
import type { LabHost, LabHostSeen, LabWish } from "../../model/lab.ts";
import { labHosts } from "../hosts.ts";
import type { Processes } from "../process/lasting.ts";
import { bootGuest, reachGuest } from "./guest/guest.ts";
import { imageFor } from "./image/image.ts";
import { makeLink } from "./link.ts";
import { labNetwork, type Place } from "./place.ts";
import { mustBeInstalled, mustHaveRoom } from "./preflight.ts";
import { makeKeys, makeSeed } from "./ssh/keys.ts";
import { type LabState, type Running, readState, writeState } from "./state.ts";

/** Does it, and tells how long it took. */
export type Timed = <T>(what: string, work: () => Promise<T>, detail?: (done: T) => string) => Promise<T>;

/** The lab is ours alone meanwhile. @throws Fault */
export async function labUp(
  wish: LabWish,
  place: Place,
  processes: Processes,
  timed: Timed,
  signal: AbortSignal,
): Promise<readonly LabHostSeen[]> {
  const before = await readState(place);
  const state = await settle(wish, place, before, timed, signal);
  const hosts = labHosts(state.hosts, labNetwork);
  await makeKeys(hosts, place, signal);
  await makeLink(place, hosts, signal);
  const running = await bootAll(hosts, state, wish, place, processes, signal);
  const record = recorder(place, { ...state, running });
  await record({});
  const kept = new Set(hosts.filter(({ name }) => running[name] === before?.running[name]).map(({ name }) => name));
  const reached = hosts.map(async (host): Promise<LabHostSeen> => {
    const mine = running[host.name];
    if (!mine) throw new Error(`${host.name} was not started`);
    const opened = (forward: Running["guest"]) => record({ [host.name]: { ...mine, forward } });
    const engine = await timed(
      `${host.name} ${kept.has(host.name) ? "runs" : "started"}`,
      () => reachGuest(place, host, mine, processes, opened, signal),
      (version) => `Docker Engine ${version}, ${host.address}`,
    );
    return { ...host, socket: place.guest(host.name).socket, engine };
  });
  return whole(reached);
}

/** What the lab is to be: as it was, with more hosts if so wished. Writes it down before anything is started. */
async function settle(
  wish: LabWish,
  place: Place,
  before: LabState | undefined,
  timed: Timed,
  signal: AbortSignal,
): Promise<LabState> {
  const suite = wish.suite ?? before?.suite ?? "trixie";
  if (before && before.suite !== suite) {
    const what = `the lab ${place.name} is made of Debian ${before.suite}, not of ${suite}`;
    throw new Fault("bad-command-line", what, `Take it down first, or give this one another --name.`);
  }
  const hosts = Math.max(wish.hosts ?? 2, before?.hosts ?? 0);
  const old = before && (await markOf(before.image)) === before.imageMark ? before : undefined;
  mustBeInstalled(old ? "image is there" : "image to make");
  const image = old?.image ?? (await anImage(suite, wish, timed, signal));
  // A disk holds what differs from its image: over another one it means nothing.
  if (!old) await rm(place.directory, { recursive: true, force: true });
  await makeDirectory(place.directory, 0o700);
  for (const directory of [place.uml, place.nothing]) await mkdir(directory, { recursive: true, mode: 0o700 });
  const imageMark = await markOf(image);
  const state: LabState = { version: 1, suite, image, imageMark, hosts, running: old?.running ?? {} };
  await writeState(place, state);
  return state;
}

async function anImage(suite: LabState["suite"], wish: LabWish, timed: Timed, signal: AbortSignal): Promise<string> {
  const image = await imageFor(suite, wish.cache);
  if (!image.isThere) {
    await timed(
      `root image of Debian ${suite} made`,
      () => image.make(wish.mirror, signal),
      () => image.path,
    );
  }
  return image.path;
}

/** Another file under the same name has another mark. */
async function markOf(image: string): Promise<string> {
  const found = await stat(image, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino} ${found.mtimeNs}` : "";
}

/** @returns the very records of those that ran already */
async function bootAll(
  hosts: readonly LabHost[],
  state: LabState,
  wish: LabWish,
  place: Place,
  processes: Processes,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Running>>> {
  const running: Record<string, Running> = {};
  for (const { name } of hosts) {
    const known = state.running[name];
    if (known && (await processes.isAlive(known.guest))) running[name] = known;
  }
  const ended = hosts.filter(({ name }) => !running[name]);
  await mustHaveRoom(ended.length * wish.memoryMiB * 2 ** 20);
  for (const host of ended) {
    await makeSeed(host, hosts, place, signal);
    const boot = { host, place, image: state.image, memoryMiB: wish.memoryMiB };
    running[host.name] = { guest: await bootGuest(boot, processes) };
    await writeState(place, { ...state, running });
  }
  return running;
}

/** One change after the other, for the guests are waited for side by side. */
function recorder(place: Place, first: LabState): (change: Readonly<Record<string, Running>>) => Promise<void> {
  let state = first;
  let last = Promise.resolve();
  return (change) => {
    state = { ...state, running: { ...state.running, ...change } };
    const now = state;
    last = last.then(() => writeState(place, now));
    return last;
  };
}

/** Waits for all, also where one fails: nothing of ours goes on after that. */
async function whole<T>(all: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}
