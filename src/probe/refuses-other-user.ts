import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atMost } from "./at-most.ts";
import { type OtherUser, otherThan } from "./other-user.ts";
import { walk } from "./private-tree.ts";
import type { Observation, Probe } from "./probe.ts";
import { attemptMs, within } from "./within.ts";
import { counted, few, reasonOf } from "./words.ts";

/** Paths that one shell is given: a command line may have 2 MB (execve(2)), a path 4 kB. */
const batchSize = 400;

/** Control: the same user reads a file that was made for everybody to read. */
export const refusesOtherUser: Probe = {
  id: "refuses-other-user",
  claim: "Another user of this machine can open none of the stack's secrets, data and logs",
  async look({ privatePaths }, signal) {
    if (privatePaths.length === 0) return [];
    const { entries, absent, unseen } = await walk(privatePaths, signal);
    const open = entries.filter(({ stats }) => stats.isFile() || stats.isDirectory());
    const owner = open[0]?.stats.uid;
    if (owner === undefined)
      return [{ verdict: "unknown", evidence: `none is there: ${few([...absent, ...unseen])}`, remedy: bringUp }];
    return [
      await lookAs(
        otherThan(owner),
        open.map(({ path }) => path),
        unseen,
        signal,
      ),
    ];
  },
};

/** @param unseen what we ourselves could not look at, so that it could not be given to the other user either */
export async function lookAs(
  user: OtherUser,
  paths: readonly string[],
  unseen: readonly string[],
  signal: AbortSignal,
): Promise<Observation> {
  const nonce = randomBytes(12).toString("hex");
  const directory = await mkdtemp(join(tmpdir(), "edgeward-probe-"));
  try {
    await chmod(directory, 0o755);
    const readable = join(directory, "readable");
    await writeFile(readable, `${nonce}\n`);
    await chmod(readable, 0o644);
    const batches = Array.from({ length: Math.ceil(paths.length / batchSize) }, (_, i) =>
      paths.slice(i * batchSize, (i + 1) * batchSize),
    );
    const attempts = await atMost(2, batches, async (some) => {
      const { opened, firstLine } = await within(attemptMs, signal, (ours) => user.tryOpen(some, readable, ours));
      return { opened: opened.flatMap((i) => some[i] ?? []), isControlled: firstLine === nonce };
    });
    const opened = attempts.flatMap((attempt) => attempt.opened);
    if (attempts.some(({ isControlled }) => !isControlled))
      return {
        verdict: "unknown",
        evidence: `control: ${user.name} could not read a file made for it`,
        remedy: asRoot,
      };
    if (opened.length > 0) return { verdict: "fail", evidence: `${user.name} opened ${few(opened)}`, remedy: tighten };
    if (unseen.length > 0) return { verdict: "unknown", evidence: `not tried: ${few(unseen)}`, remedy: asRoot };
    const evidence = `${user.name} could open none of ${counted(paths.length, "path")}; control: it read a file made for it`;
    return { verdict: "pass", evidence };
  } catch (error) {
    signal.throwIfAborted();
    return { verdict: "unknown", evidence: reasonOf(error), remedy: asRoot };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const asRoot =
  "Run `edgeward verify` as root, or allow `sudo -n -u nobody`: only then can it look with another user's eyes.";
const tighten = "Take the rights of others away (`chmod -R go= DIR`), then find out who gave them.";
const bringUp = "Bring the stack up (`edgeward up`), then run `edgeward verify` again.";
