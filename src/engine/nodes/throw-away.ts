/** A container that is there for a moment, to run small scripts in. It ends by itself if we do not come back. */
import type { Readable } from "node:stream";
import { type Docker, EngineRefusal } from "../docker/docker.ts";
import { outputOf } from "../docker/frames.ts";

/** Things made for a moment carry it; its value says for what. */
const throwAway = "edgeward.throw-away";

/** Seconds; longer than any look takes. */
const lifetimeS = 600;
/** Milliseconds for removing it, also when the command is being interrupted. */
const tidyMs = 20_000;
/** Characters: a look says little. */
const longestOutput = 1 << 20;

export interface ThrowAwayWish {
  readonly image: string;
  /** Value of the label. */
  readonly what: string;
  /** Directories of the host, mounted for reading in the same place; one that is not there is left out. */
  readonly directories: readonly string[];
}

export interface ThrowAway extends AsyncDisposable {
  /** @param words `$1`, `$2`, … of the script @returns what it printed */
  run(script: string, words: readonly string[], signal: AbortSignal): Promise<string>;
  /** The same, still running: both outputs in frames. */
  start(script: string, words: readonly string[], signal: AbortSignal): Promise<Readable>;
}

export async function openThrowAway(docker: Docker, wish: ThrowAwayWish, signal: AbortSignal): Promise<ThrowAway> {
  await sweep(docker, wish.what, signal);
  const id = await create(docker, wish, signal);
  const remove = async () => {
    const tidying = AbortSignal.timeout(tidyMs);
    await docker
      .ask("DELETE", `/containers/${id}`, { query: { force: true, v: true }, signal: tidying })
      .catch((error) => {
        // It goes by itself, too.
        if (!(error instanceof EngineRefusal)) throw error;
      });
  };
  try {
    await docker.ask("POST", `/containers/${id}/start`, { signal });
  } catch (error) {
    await remove();
    throw error;
  }
  const begin = async (script: string, words: readonly string[], until: AbortSignal) => {
    const body = { AttachStdout: true, AttachStderr: true, Cmd: ["/bin/sh", "-c", script, "sh", ...words] };
    const exec = await docker.ask<{ Id: string }>("POST", `/containers/${id}/exec`, { body, signal: until });
    const start = { body: { Detach: false, Tty: false }, signal: until };
    return docker.hijack(`/exec/${exec.Id}/start`, start);
  };
  return {
    async run(script, words, until) {
      const { stdout } = await outputOf(await begin(script, words, until), longestOutput);
      return stdout;
    },
    start: begin,
    [Symbol.asyncDispose]: remove,
  };
}

async function create(docker: Docker, wish: ThrowAwayWish, signal: AbortSignal): Promise<string> {
  const { image, what, directories } = wish;
  const body = {
    Image: image,
    Cmd: ["/bin/sleep", String(lifetimeS)],
    Labels: { [throwAway]: what },
    HostConfig: {
      NetworkMode: "host",
      AutoRemove: true,
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      LogConfig: { Type: "none" },
      Mounts: directories.map((path) => ({ Type: "bind", Source: path, Target: path, ReadOnly: true })),
    },
  };
  try {
    return (await docker.ask<{ Id: string }>("POST", "/containers/create", { body, signal })).Id;
  } catch (error) {
    const isAbsent = error instanceof EngineRefusal && /bind source path does not exist/.test(error.message);
    if (!isAbsent || directories.length === 0) throw error;
    return create(docker, { ...wish, directories: [] }, signal);
  }
}

/** What a run left that was killed; not that of another which looks right now: an older one has ended by itself. */
async function sweep(docker: Docker, what: string, signal: AbortSignal): Promise<void> {
  const filters = { label: [`${throwAway}=${what}`], status: ["created", "exited", "dead"] };
  const left = await docker.ask<readonly { Id: string }[]>("GET", "/containers/json", {
    query: { all: true, filters },
    signal,
  });
  for (const { Id } of left) {
    await docker.ask("DELETE", `/containers/${Id}`, { query: { force: true, v: true }, signal }).catch(() => undefined);
  }
}
