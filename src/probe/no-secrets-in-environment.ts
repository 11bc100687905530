import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Identity } from "../model/identity.ts";
import type { SecretRef } from "../model/secret.ts";
import type { Observation, Probe, ProcessScene, Scene } from "./probe.ts";
import { commandLineOf, descendantsIn, environmentOf, hasEnded, readChildren } from "./proc.ts";
import { attemptMs, within } from "./within.ts";
import { counted, few, reasonOf } from "./words.ts";

/**
 * Controls: a canary in the environment and on the command line of a process of our own is read in the same way, and the search
 * finds a real password that it is handed.
 */
export const noSecretsInEnvironment: Probe = {
  id: "no-secrets-in-environment",
  claim: "No process of the stack carries a secret in its environment or on its command line",
  look: (scene, signal) => lookThrough({ commandLineOf, environmentOf, readChildren }, scene, signal),
};

/** What shows the insides of processes: /proc, or in a test something that does not. */
export interface ProcessView {
  readonly commandLineOf: typeof commandLineOf;
  readonly environmentOf: typeof environmentOf;
  readonly readChildren: typeof readChildren;
}

export async function lookThrough(
  view: ProcessView,
  scene: Scene,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  if (scene.processes.length === 0) return [];
  try {
    await within(attemptMs, signal, (ours) => readsCanary(view, ours));
    await within(attemptMs, signal, () => findsPassword(scene));
    const pids = scene.processes.map(({ pid }) => pid);
    const children = view.readChildren();
    return await Promise.all(
      scene.processes.map((one) => lookAt(one, descendantsIn(children, one.pid, pids), view, scene, signal)),
    );
  } catch (error) {
    signal.throwIfAborted();
    return [{ verdict: "unknown", evidence: `control: ${reasonOf(error)}`, remedy: onLinux }];
  }
}

async function lookAt(
  one: ProcessScene,
  children: readonly number[],
  view: ProcessView,
  scene: Scene,
  signal: AbortSignal,
): Promise<Observation> {
  const { pid, name, services } = one;
  const about = services.length === 1 && services[0] ? { service: services[0] } : {};
  try {
    const own = await carriedBy(pid, view, scene);
    const theirs = await Promise.all(
      children.map((child) =>
        carriedBy(child, view, scene).catch((error) => {
          if (hasEnded(error)) return [];
          throw error;
        }),
      ),
    );
    signal.throwIfAborted();
    const found = [...own, ...theirs.flat()];
    if (found.length > 0)
      return { ...about, verdict: "fail", evidence: `${name}: ${few([...new Set(found)])}`, remedy: useFiles };
    const many = `${name} (pid ${pid}) and ${counted(children.length, "child", "children")}`;
    const evidence = `no secret in environment or command line of ${many}; control: a canary was read, a known password found`;
    return { ...about, verdict: "pass", evidence };
  } catch (error) {
    signal.throwIfAborted();
    return { ...about, verdict: "unknown", evidence: `${name}: ${reasonOf(error)}`, remedy: onLinux };
  }
}

/** Names of the secrets that a process carries where others can see them, never their bytes. */
async function carriedBy(pid: number, view: ProcessView, scene: Scene): Promise<readonly string[]> {
  const places = { environment: await view.environmentOf(pid), "command line": await view.commandLineOf(pid) };
  const found = Object.entries(places).map(async ([place, bytes]) =>
    (await scene.secretsIn(bytes)).map((ref) => `secret ${ref} in the ${place} of pid ${pid}`),
  );
  return (await Promise.all(found)).flat();
}

async function readsCanary(view: ProcessView, signal: AbortSignal): Promise<void> {
  const canary = randomBytes(12).toString("hex");
  const child = spawn("/bin/sh", ["-c", "read line", "sh", canary], {
    env: { EDGEWARD_PROBE: canary },
    stdio: ["pipe", "ignore", "ignore"],
    signal,
    killSignal: "SIGKILL",
  });
  const ended = once(child, "exit").catch(() => {});
  try {
    await once(child, "spawn");
    const pid = child.pid ?? 0;
    const read = await Promise.all([view.environmentOf(pid), view.commandLineOf(pid)]);
    if (!read.every((bytes) => bytes.includes(canary)))
      throw new Error("a canary in a process of our own was not read");
  } finally {
    child.stdin?.on("error", () => {}).end("\n");
    await ended;
  }
}

async function findsPassword(scene: Scene): Promise<void> {
  const { ref, password } = await aSecretOf(scene);
  const found = await scene.secretsIn(Buffer.from(`PATH=/bin\0PASSWORD=${password}\0HOME=/\0`));
  if (!found.includes(ref)) throw new Error("the search did not find a password that it was handed");
}

async function aSecretOf(scene: Scene): Promise<{ readonly ref: SecretRef; readonly password: string }> {
  const servers = [...scene.brokers, ...scene.databases];
  const identity = servers.flatMap(({ identities }): readonly Identity[] => identities)[0];
  if (identity) return { ref: identity.secret, password: (await scene.login(identity)).password };
  if (!scene.sample) throw new Error("there is no password that the search could be tried on");
  return { ref: scene.sample.ref, password: await scene.sample.password() };
}

const useFiles =
  "Give the service its secret as a file (compose `secrets:`), and restart it; then rotate that secret, since it was seen.";
const onLinux =
  "Run `edgeward verify` on Linux, as the user who owns the stack or as root: /proc must show its processes.";
