/**
 * Tokens that a service of the stack writes as files: EdgeX's secretstore-setup. They are read through the engine of its node, out of the
 * container, running or ended, or out of the volume where no container is left.
 */
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "../../../model/fault.ts";
import { throwAwayLabel } from "../../../model/swarm-plan.ts";
import type { TokenPlace, TokenSource } from "../../../model/token.ts";
import { type Docker, orAbsent } from "../../docker/docker.ts";
import { removeLeftBehind } from "../../doors/left-behind.ts";
import { Held, markOf } from "../held.ts";
import type { AskStore } from "../store/store-api.ts";
import type { MountSeen, ServiceSeen } from "../swarm/objects.ts";
import { isAbsent, locate, type Reach, type Whereabouts } from "../swarm/reach.ts";
import { regenerate } from "./regeneration.ts";
import { readTokenFile, type TokenFile } from "./token-file.ts";
import { type ArchivedFile, fileIn } from "./ustar.ts";

export interface FileSourceScope {
  readonly reach: Reach;
  readonly writer: { readonly service: ServiceSeen; readonly mount: MountSeen };
  /** The secret store, however it is reached. */
  readonly store: AskStore;
  /** secretstore-setup's own API, from EdgeX 4 on. */
  readonly setup: AskStore;
  readonly nowMs: () => number;
}

/** Bytes: the largest that a swarm secret can take, and a tar's frame around it. */
const longestArchive = 1024 * 1024;
/** A file is emptied and then written: what is half there is looked at once more. */
const rereadMs = 400;
const makingMs = 60_000;

export function fileSource(scope: FileSourceScope): TokenSource {
  const { writer } = scope;
  const name = writer.service.Spec.Name;
  return {
    name: "file",
    onDemand: false,
    async pick(place, signal) {
      let read = await fileOf(place, scope, signal);
      if (read.is === "faulty" && read.isContent) {
        await pause(rereadMs, undefined, { signal });
        read = await fileOf(place, scope, signal);
      }
      return read.is === "token" ? { is: "token", token: held(read, scope) } : read;
    },
    async remake(place, signal) {
      const read = await fileOf(place, scope, signal);
      if (read.is !== "token")
        throw new Fault("not-ready", `there is no token for ${place.service} yet`, startAgain(name));
      if (await regenerate(scope.setup, read.file.entityId, signal)) return;
      const what = `${name} makes no single token anew: that came with EdgeX 4, and its setup service has to run`;
      throw new Fault("not-ready", what, startAgain(name));
    },
  };
}

const startAgain = (name: string): string =>
  `Start it again, \`docker service update --force ${name}\`: it then makes new tokens for all its services, and \`edgeward watch\` delivers them.`;

type Read =
  | { readonly is: "absent" }
  | { readonly is: "faulty"; readonly what: string; readonly remedy: string; readonly isContent: boolean }
  | { readonly is: "token"; readonly file: TokenFile; readonly raw: ArchivedFile };

function held({ file, raw }: Extract<Read, { is: "token" }>, { store, nowMs }: FileSourceScope): Held {
  const { leaseS, renewable, clientToken } = file;
  const seen = { mark: markOf(raw.bytes), madeAtMs: raw.changedAtS * 1000, leaseS, renewable };
  return new Held({ seen, bytes: raw.bytes, speaker: { as: "self", token: clientToken }, ask: store, nowMs });
}

async function fileOf(place: TokenPlace, scope: FileSourceScope, signal: AbortSignal): Promise<Read> {
  const located = await locate(scope.reach, scope.writer.service, signal);
  if (located.is === "nowhere") return { is: "absent" };
  if (located.is === "unreachable") {
    const what = `${located.node}, where ${scope.writer.service.Spec.Name} makes tokens, is out of reach: ${located.why}`;
    return {
      is: "faulty",
      what,
      remedy: `\`edgeward node join\` says how the engine of ${located.node} is reached.`,
      isContent: false,
    };
  }
  const raw = await archived(place, scope.writer, located.at, signal);
  if (!raw) return { is: "absent" };
  const name = scope.writer.service.Spec.Name;
  const faulty = (what: string, remedy: string, isContent: boolean): Read => ({
    is: "faulty",
    what: `${place.file} of ${name} on ${located.at.node.hostname} ${what}`,
    remedy,
    isContent,
  });
  // A link may lead to another service's token.
  if (raw === "no file") return faulty("is a link or a directory, and no file", `Remove it: ${name} writes it.`, false);
  if ((raw.mode & anybodyWrites) !== 0)
    return faulty("may be written by everybody", `Make it its owner's alone, and ${name} write it anew.`, false);
  const read = readTokenFile(raw.bytes);
  if (read.is === "empty") return { is: "absent" };
  if (read.is === "token") return { is: "token", file: read.file, raw };
  return faulty(read.what, `Look at what ${name} logs; it writes that file.`, true);
}

const anybodyWrites = 0o002;

async function archived(
  { file }: TokenPlace,
  writer: FileSourceScope["writer"],
  { docker, containers }: Whereabouts,
  signal: AbortSignal,
): Promise<ArchivedFile | "no file" | undefined> {
  for (const { id } of containers) {
    try {
      return await fetchFile(docker, id, file, signal);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      // The container is there, and the file is not; else the next older container may still be there.
      if (!/no such container/i.test(error.message)) return undefined;
    }
  }
  return fromVolume(file, writer, docker, signal);
}

/** A container that is made and never started: the engine reads its volume all the same. */
async function fromVolume(
  file: string,
  { service, mount }: FileSourceScope["writer"],
  docker: Docker,
  signal: AbortSignal,
): Promise<ArchivedFile | "no file" | undefined> {
  await removeLeftBehind(docker, signal);
  // An engine makes a volume that it does not know: empty, without its labels and options, and nobody's to remove.
  if (mount.Type === "volume") {
    const name = encodeURIComponent(mount.Source ?? "");
    if (name === "" || !(await orAbsent(docker.ask("GET", `/volumes/${name}`, { signal })))) return undefined;
  }
  // Not ended by the signal: what is made has to be known, so that it can be removed.
  signal.throwIfAborted();
  const made = await docker.ask<{ readonly Id: string }>("POST", "/containers/create", {
    body: {
      Image: service.Spec.TaskTemplate.ContainerSpec.Image?.replace(/@.*$/, ""),
      Entrypoint: ["/none"],
      Labels: { [throwAwayLabel]: "token-file" },
      NetworkDisabled: true,
      HostConfig: { Mounts: [{ Type: mount.Type, Source: mount.Source, Target: mount.Target, ReadOnly: true }] },
    },
    signal: AbortSignal.timeout(makingMs),
  });
  try {
    return await fetchFile(docker, made.Id, file, signal);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  } finally {
    // Also when we are told to stop: it must not stay.
    await docker.ask("DELETE", `/containers/${made.Id}`, { query: { force: true } }).catch(() => undefined);
  }
}

async function fetchFile(
  docker: Docker,
  id: string,
  file: string,
  signal: AbortSignal,
): Promise<ArchivedFile | "no file"> {
  const archive = await docker.stream("GET", `/containers/${id}/archive`, { query: { path: file }, signal });
  return fileIn(await whole(archive)) ?? "no file";
}

async function whole(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestArchive) throw new Error("the engine sent more than a token's file");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
