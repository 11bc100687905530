/** Picks what stands behind the interfaces for the programs that are installed on this machine. */
import { createHash } from "node:crypto";
import { readFile, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { hold } from "./disk/hold.ts";
import { makeDirectory } from "./disk/make-directory.ts";
import { writeWhole } from "./disk/write-whole.ts";
import { hostEngine } from "./engine/host/host-engine.ts";
import { fileVault } from "./engine/host/vault/file-vault.ts";
import { fileKeys } from "./keys/file-keys.ts";
import { Fault } from "./model/fault.ts";
import type { HostTools } from "./run/host/host-tools.ts";
import { emptyHostState, type HostState } from "./run/host/known/host-state.ts";

/** Keys, originals and what is known: for root alone. @see Filesystem Hierarchy Standard 3.0, section 5.8, /var/lib */
const home = "/var/lib/edgeward";

const makeHome = (): Promise<unknown> => asRoot(() => makeDirectory(home, 0o700));

/** The directory may be there from before: then it is what lies in it that nobody else may write. */
async function asRoot<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Fault && cause.code === "no-permission")) throw cause;
    throw new Fault("no-permission", `this user may not write to ${home}`, "Run it as root: sudo edgeward host …", {
      cause,
    });
  }
}

export async function wireHost({
  clock,
  tell,
  probes,
}: Pick<HostTools, "clock" | "tell" | "probes">): Promise<HostTools> {
  const stateFile = join(home, "host.json");
  const backup = join(home, "vault");
  return {
    clock,
    tell,
    probes,
    backup,
    engine: hostEngine(),
    vault: fileVault({ directory: backup, now: clock.now }),
    keys: fileKeys({ layout: { root: home, run: join(home, "run") }, stackName: "host", now: clock.now }),
    digest: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    encode: (text) => Buffer.from(text),
    async readState() {
      const text = await readFile(stateFile, "utf8").catch(() => undefined);
      return text === undefined ? emptyHostState : (JSON.parse(text) as HostState);
    },
    async writeState(state) {
      await makeHome();
      await writeWhole(stateFile, `${JSON.stringify(state, undefined, 1)}\n`, 0o600);
    },
    async clear() {
      // What a crash left before anything was changed: originals of files that are as they were.
      await rm(backup, { recursive: true, force: true });
      for (const file of [stateFile, join(home, "lock")]) await rm(file, { force: true });
      await rmdir(home).catch(() => undefined);
    },
    async lock(signal) {
      await makeHome();
      for (let tries = 0; ; tries++) {
        const held = await asRoot(() => hold(join(home, "lock")));
        if (held) return held;
        if (tries === 100)
          throw new Fault(
            "not-ready",
            "another edgeward is changing this machine",
            "Wait until it is done, then run this again.",
          );
        await clock.sleep(100, signal);
      }
    },
  };
}
