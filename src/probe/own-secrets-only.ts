import { access, constants, realpath } from "node:fs/promises";
import type { Observation, Probe, ProcessScene } from "./probe.ts";
import { descriptorsOf } from "./proc.ts";
import { attemptMs, within } from "./within.ts";
import { counted, few, reasonOf } from "./words.ts";

/** Controls: each process can open every secret file of its own, and we can open those of others. */
export const ownSecretsOnly: Probe = {
  id: "own-secrets-only",
  claim: "Each process can open its own services' secrets, and no others'",
  async look({ processes }, signal) {
    const holders = processes.filter(({ ownFiles, othersFiles }) => ownFiles.length + othersFiles.length > 0);
    return await Promise.all(holders.map((one) => lookAt(one, signal)));
  },
};

async function lookAt(one: ProcessScene, signal: AbortSignal): Promise<Observation> {
  const about = one.services.length === 1 && one.services[0] ? { service: one.services[0] } : {};
  try {
    return { ...about, ...(await within(attemptMs, signal, (ours) => ask(one, ours))) };
  } catch (error) {
    signal.throwIfAborted();
    return {
      ...about,
      verdict: "unknown",
      evidence: `${one.name} could not be asked: ${reasonOf(error)}`,
      remedy: whole,
    };
  }
}

async function ask(one: ProcessScene, signal: AbortSignal): Promise<Observation> {
  const { pid, name, ownFiles, othersFiles } = one;
  const held = await heldOpen(pid, othersFiles);
  if (held.length > 0) return { verdict: "fail", evidence: `${name} holds open ${few(held)}`, remedy: apart };
  if (!one.tryOpen) return { verdict: "unknown", evidence: `${name} cannot be asked what it can open`, remedy: whole };
  const there = await readableByUs(othersFiles);
  if (othersFiles.length > 0 && there.length === 0)
    return { verdict: "unknown", evidence: `control: no file of others is there to be opened`, remedy: whole };
  const own = await one.tryOpen(ownFiles, signal);
  const others = await one.tryOpen(there, signal);
  if (own.length !== ownFiles.length || others.length !== there.length)
    return { verdict: "unknown", evidence: `${name} did not answer for every file`, remedy: whole };
  const locked = ownFiles.filter((_, i) => !own[i]);
  const opened = there.filter((_, i) => others[i]);
  if (ownFiles.length === 0 || locked.length > 0) {
    const why = ownFiles.length === 0 ? "has no secret of its own to open" : `cannot open its own ${few(locked)}`;
    return { verdict: "unknown", evidence: `control: ${name} ${why}`, remedy: whole };
  }
  if (opened.length > 0) return { verdict: "fail", evidence: `${name} can open ${few(opened)}`, remedy: apart };
  const evidence = `${name} can open none of ${counted(there.length, "file")} of others; control: it opens ${counted(ownFiles.length, "file")} of its own`;
  return { verdict: "pass", evidence };
}

/** A file that is not there cannot be opened by anybody, which proves nothing. */
async function readableByUs(paths: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      access(path, constants.R_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, i) => there[i]);
}

/** Files of others that the process has open now, whatever way it came by them: rights are checked on opening only. */
async function heldOpen(pid: number, othersFiles: readonly string[]): Promise<readonly string[]> {
  const open = new Set(await descriptorsOf(pid));
  const real = await Promise.all(othersFiles.map((path) => realpath(path).catch(() => path)));
  return othersFiles.filter((path, i) => open.has(path) || open.has(real[i] ?? path));
}

const apart = "Run the services in processes of their own, each given its own files only; `edgeward up` does so.";
const whole =
  "See that the process runs (`edgeward ps`) and that its files are there, then run `edgeward verify` again.";
