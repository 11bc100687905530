/** A container that is there for a moment, to run small scripts in. It ends by itself when our connection does. */
import { throwAwayLabel } from "../../model/swarm-plan.ts";
import { type Docker, EngineRefusal } from "../docker/docker.ts";
import { type Script, Shell } from "./shell.ts";

/** Seconds; longer than any look takes. */
const lifetimeS = 600;
/** Milliseconds for removing it, also when the command is being interrupted. */
const tidyMs = 20_000;
/** Milliseconds for making it. */
const makingMs = 60_000;

export interface ThrowAwayWish {
  readonly image: string;
  /** Value of the label. */
  readonly what: string;
  /** Directories of the host, mounted for reading in the same place; one that is not there is left out. */
  readonly directories: readonly string[];
  /** It is in the host's network, without any right but these. */
  readonly rights: readonly "NET_ADMIN"[];
}

export interface ThrowAway extends AsyncDisposable {
  /** @param words `$1`, `$2`, … of the script @returns what it printed */
  run(script: string, words: readonly string[], signal: AbortSignal): Promise<string>;
  /** The same, still running. */
  start(script: string, words: readonly string[]): Script;
}

export async function openThrowAway(docker: Docker, wish: ThrowAwayWish, signal: AbortSignal): Promise<ThrowAway> {
  await sweep(docker, wish.what, signal);
  signal.throwIfAborted();
  // Not ended by the signal: what is made has to be known, so that it can be removed.
  const id = await create(docker, wish, AbortSignal.timeout(makingMs));
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
    const attach = { query: { stream: true, stdin: true, stdout: true }, signal };
    const shell = new Shell(await docker.hijack(`/containers/${id}/attach`, attach), docker.address);
    await docker.ask("POST", `/containers/${id}/start`, { signal });
    return {
      run: (script, words, until) => shell.run(script, words, until),
      start: (script, words) => shell.start(script, words),
      async [Symbol.asyncDispose]() {
        // Removed first: one that has ended by itself is being removed, and then nobody waits for that.
        await remove();
        shell.close();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function create(docker: Docker, wish: ThrowAwayWish, signal: AbortSignal): Promise<string> {
  const { image, what, directories, rights } = wish;
  const body = {
    Image: image,
    // The first process of a container heeds no signal from within: the shell that reads is the second.
    Cmd: ["/bin/sh", "-c", `timeout ${lifetimeS} /bin/sh; true`],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: false,
    Labels: { [throwAwayLabel]: what },
    HostConfig: {
      NetworkMode: "host",
      CapAdd: rights,
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
  const filters = { label: [`${throwAwayLabel}=${what}`], status: ["created", "exited", "dead"] };
  const left = await docker.ask<readonly { Id: string }[]>("GET", "/containers/json", {
    query: { all: true, filters },
    signal,
  });
  for (const { Id } of left) {
    await docker.ask("DELETE", `/containers/${Id}`, { query: { force: true, v: true }, signal }).catch(() => undefined);
  }
}
