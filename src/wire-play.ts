/** Picks what plays a role in this process. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { destination, pino } from "pino";
import { makeDirectory } from "./disk/make-directory.ts";
import { readText } from "./disk/read-text.ts";
import { writeWhole } from "./disk/write-whole.ts";
import type { Played } from "./model/play.ts";
import type { Playing, PlayTools } from "./run/play/play-tools.ts";
import { isWeakPassword } from "./run/play/read-console.ts";
import { redact } from "./service/host/log.ts";
import type { Surroundings } from "./service/service.ts";

/** In memory, and there for whoever a container runs as, also where its root is read only. */
const inMemory = "/dev/shm";

/** What the console's page is made of, as it was built beside this program. */
const pageDir = fileURLToPath(new URL("page/", import.meta.url));

export function wirePlay(environment: Readonly<Record<string, string | undefined>>): PlayTools {
  const near = existsSync(inMemory) ? inMemory : tmpdir();
  const path = environment.EDGEWARD_HEALTH_FILE || join(near, `edgeward-play-${process.getuid?.() ?? 0}.json`);
  const privateDir = join(near, `edgeward-play-${process.getuid?.() ?? 0}-${process.pid}`);
  return {
    privateDir,
    health: {
      path,
      write: (text) => writeWhole(path, text, 0o600),
      read: () => readText(path, new AbortController().signal),
      remove: () => rm(path, { force: true }).catch(() => undefined),
    },
    async start(played, signal) {
      for (const password of played.passwords) {
        await makeDirectory(dirname(password.path), 0o700);
        await writeWhole(password.path, password.text, 0o600);
      }
      const log = pino(
        { base: null, redact, timestamp: pino.stdTimeFunctions.isoTime },
        destination({ dest: 2, sync: true }),
      );
      const clear = () => rm(privateDir, { recursive: true, force: true });
      try {
        const service = await started(played, { log, now: Date.now, signal });
        return {
          health: () => service.health(),
          async [Symbol.asyncDispose]() {
            await service[Symbol.asyncDispose]();
            await clear();
          },
        };
      } catch (error) {
        await clear();
        throw error;
      }
    },
  };
}

async function started({ launch }: Played, around: Surroundings): Promise<Playing> {
  if (launch === undefined) throw new Error("nothing to play");
  if (launch.role === "agent") return (await import("./service/agent/agent.ts")).startAgent(launch, around);
  if (launch.role === "console") {
    const { startConsole } = await import("./console/start-console.ts");
    const elapsed = () => performance.now();
    const isWeak = (password: string) => isWeakPassword(password, [launch.user]);
    return startConsole(launch, { ...around, elapsed, isWeak, pageDir });
  }
  const { startIngest } = await import("./service/ingest/start-ingest.ts");
  return startIngest(
    launch,
    () => {
      throw new Error("an ingest that is played alone has a writer");
    },
    around,
  );
}
