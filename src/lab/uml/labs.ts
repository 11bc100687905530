/** Labs of user-mode Linux guests on this machine. */
import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { hold } from "../../disk/hold.ts";
import { makeDirectory } from "../../disk/make-directory.ts";
import { Fault } from "../../model/fault.ts";
import type { LabNews, Labs } from "../../model/lab.ts";
import type { Processes } from "../process/lasting.ts";
import { imagesInUse, isLab, labDown } from "./down.ts";
import { removeImages } from "./image/image.ts";
import { type Place, placeOf } from "./place.ts";
import { mustBeRoot } from "./preflight.ts";
import { shellOn } from "./shell.ts";
import { labUp, type Timed } from "./up.ts";

/** @param root absolute directory of all labs, for root alone; short enough for sockets in it (unix(7): 107 bytes) */
export function umlLabs(root: string, processes: Processes, tell: (news: LabNews) => void): Omit<Labs, "vagrantfile"> {
  const timed: Timed = async (what, work, detail) => {
    const began = performance.now();
    tell({ event: "began", what });
    const done = await work();
    tell({ event: "done", what, tookMs: performance.now() - began, ...(detail && { detail: detail(done) }) });
    return done;
  };
  return {
    async up(wish, signal) {
      mustBeRoot("up");
      const place = placeOf(root, wish.name);
      await makeDirectory(root, 0o700);
      await using _lock = await locked(place);
      try {
        return await labUp(wish, place, processes, timed, signal);
      } catch (cause) {
        throw signal.aborted ? interrupted(cause) : cause;
      }
    },
    async shell(lab, host, command, signal) {
      mustBeRoot("ssh");
      return shellOn(placeOf(root, lab), host, command, processes, signal);
    },
    async down(lab, images, signal) {
      mustBeRoot("down");
      const place = placeOf(root, lab);
      await makeDirectory(root, 0o700);
      await using _lock = await locked(place);
      const wasThere = isLab(place);
      const hosts = await labDown(place, processes, signal);
      const imageBytes = images && (await removeImages(images, await imagesInUse(root), signal));
      await rm(place.lock, { force: true });
      for (const directory of [root, dirname(root)]) await rmdir(directory).catch(() => undefined);
      if (!wasThere && !imageBytes) return undefined;
      return { name: lab, wasThere, hosts, ...(imageBytes && { imageBytes }) };
    },
  };
}

function interrupted(cause: unknown): Fault {
  const remedy = "`npx edgeward lab up` goes on from here; `npx edgeward lab down` removes what was started.";
  return new Fault("interrupted", "interrupted", remedy, { cause });
}

/** @throws Fault "not-ready" */
async function locked(place: Place): Promise<AsyncDisposable> {
  const held = await hold(place.lock);
  if (held) return held;
  const what = `another edgeward is changing the lab ${place.name}`;
  throw new Fault("not-ready", what, "Wait until it is done, or give this one another --name.");
}
