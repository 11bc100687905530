/** Clears away what the probes made, also what a run made that was killed. Idempotent. */
import { type Docker, EngineRefusal, orAbsent } from "../../../engine/docker/docker.ts";
import { throwAwayLabel } from "../../../model/swarm-plan.ts";
import type { SwarmScene } from "../scene.ts";
import { clearContainers } from "./containers.ts";

/** How long nodes may take to end what is no longer wanted, in milliseconds. */
const patienceMs = 60_000;

/** @param by the probe whose things go @throws Error when something stays */
export async function sweep(
  scene: Pick<SwarmScene, "swarm" | "clock">,
  by: string,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = scene;
  const { manager } = scene.swarm;
  const deadline = clock.elapsed() + patienceMs;
  const label = `${throwAwayLabel}=${by}`;
  const query = { filters: { label: { [label]: true } } };
  const listed = async <T>(path: string) =>
    (await manager.ask<readonly T[] | null>("GET", path, { query, signal })) ?? [];
  const services = await listed<{ readonly ID: string }>("/services");
  await Promise.all(services.map(({ ID: id }) => orAbsent(manager.ask("DELETE", `/services/${id}`, { signal }))));
  // A network goes once no task is on it any more, and a task's container before the task.
  for (;;) {
    const tasks = await listed<{ readonly ID: string }>("/tasks");
    const networks = await listed<{ readonly Id: string }>("/networks");
    if (tasks.length + networks.length === 0) return clearContainers(scene, label, signal);
    if (tasks.length === 0) for (const { Id: id } of networks) await removeNetwork(manager, id, signal);
    if (clock.elapsed() > deadline) throw new Error("tasks of the probe's are still there");
    await clock.sleep(250, signal);
  }
}

async function removeNetwork(manager: Docker, id: string, signal: AbortSignal): Promise<void> {
  try {
    await orAbsent(manager.ask("DELETE", `/networks/${id}`, { signal }));
  } catch (error) {
    // Still in use: asked again until the time is up.
    if (!(error instanceof EngineRefusal)) throw error;
  }
}
