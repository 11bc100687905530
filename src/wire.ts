/** The only file that picks a concrete engine, keys, probes and clock. */
import { createHash, randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readText } from "./disk/read-text.ts";
import { userBookFile } from "./disk/user-book-file.ts";
import type { HostProgram } from "./engine/local/spawn.ts";
import { digests } from "./keys/digests.ts";
import { controlSocket, type Layout } from "./model/layout.ts";
import type { Clock } from "./run/clock.ts";
import type { Site, Tools } from "./run/tools.ts";

const here = dirname(fileURLToPath(import.meta.url));

export interface Wiring {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The built host program; beside the command line's own by default. */
  readonly program?: HostProgram;
  /** The built command line, for the process that watches in the background. */
  readonly commandLine?: string;
  /** Ends the wait for a text that does not come. */
  readonly signal?: AbortSignal;
}

export function wire(wiring: Wiring): Tools {
  const { environment, program = builtHost(), commandLine = join(here, "main.cjs") } = wiring;
  const { signal = new AbortController().signal } = wiring;
  const clock: Clock = {
    now: Date.now,
    elapsed: () => performance.now(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  };
  return {
    clock,
    environment: Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    async probes() {
      return (await import("./probe/all.ts")).probes;
    },
    async swarmProbes() {
      return (await import("./probe/swarm/all.ts")).swarmProbes;
    },
    random: randomBytes,
    async site(directory, stackName): Promise<Site> {
      // Only commands that run something wait for these to load.
      const [{ localEngine }, { ignoreFile, localSupervision, lockFile }, { fileKeys }] = await Promise.all([
        import("./engine/local/local-engine.ts"),
        import("./engine/local/supervisor.ts"),
        import("./keys/file-keys.ts"),
      ]);
      const layout = layoutIn(directory);
      return {
        layout,
        engine: localEngine({ layout, program, environment }),
        keys: fileKeys({ layout, stackName, now: clock.now }),
        users: userBookFile(join(layout.root, "users.json")),
        supervision: localSupervision({ layout, program: commandLine, environment }),
        programs: async (names) => {
          if (names.length === 0) return {};
          const { findPrograms } = await import("./engine/local/program/find-programs.ts");
          return findPrograms(names, environment);
        },
        digest: (text) => createHash("sha256").update(text).digest("hex"),
        async sweep() {
          await rm(join(layout.root, lockFile), { force: true });
          const left = await readdir(layout.root).catch(() => []);
          if (left.some((name) => name !== ignoreFile)) return;
          await rm(join(layout.root, ignoreFile), { force: true });
          await rmdir(layout.root).catch(() => undefined);
        },
      };
    },
    host: async (tell) =>
      (await import("./wire-host.ts")).wireHost({
        clock,
        tell,
        probes: async () => (await import("./probe/all.ts")).probes,
      }),
    swarm: async (tell) => (await import("./wire-swarm.ts")).wireSwarm({ clock, tell, environment }),
    nodes: async (tell) => (await import("./wire-swarm.ts")).wireNodes({ clock, tell, environment }),
    tokens: async (tell) => {
      const [{ wireTokens }, { wireSwarm }] = await Promise.all([
        import("./wire-tokens.ts"),
        import("./wire-swarm.ts"),
      ]);
      return wireTokens({ clock, tell, swarm: wireSwarm({ clock, tell, environment }) });
    },
    watches: async () => {
      const [{ watchFiles }, { stateHome }] = await Promise.all([
        import("./disk/watch-files.ts"),
        import("./wire-swarm.ts"),
      ]);
      return watchFiles(join(stateHome(environment), "edgeward", "watch"));
    },
    play: async () => (await import("./wire-play.ts")).wirePlay(environment),
    labs: async (tell) => (await import("./wire-lab.ts")).wireLab(tell),
    readText: (path) => readText(path, signal),
    digests,
  };
}

/** Longest path of a unix socket, in bytes, without the closing zero. @see unix(7), sun_path */
const socketPathLimit = 107;
const longestProcessName = "x".repeat(30);

/** Everything beside the compose file; only where that path is too long for a socket, the sockets lie in a directory of their own. */
function layoutIn(directory: string): Layout {
  const root = join(directory, ".edgeward");
  const near: Layout = { root, run: join(root, "run") };
  if (Buffer.byteLength(controlSocket(near, longestProcessName)) <= socketPathLimit) return near;
  const mark = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const user = process.getuid?.() ?? 0;
  // Not where TMPDIR points: whoever comes later must find it whatever their environment is.
  return { root, run: join(user === 0 ? "/run" : "/tmp", `edgeward-${user}-${mark}`) };
}

/**
 * The host program lies beside this one; its packages in the `node_modules` that this one was installed into, or in our own. Links are
 * named with what they lead to: permissions hold for both.
 */
function builtHost(): HostProgram {
  const at = here.lastIndexOf("/node_modules/");
  const packages = at < 0 ? join(here, "..", "node_modules") : here.slice(0, at + "/node_modules".length);
  return { path: join(here, "host.mjs"), code: [here, ...new Set([packages, real(packages)])] };
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
