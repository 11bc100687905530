/** Makes things of ours for a moment on the swarm, so that whoever clears away afterwards finds all of them. */
import type { Docker } from "../../../engine/docker/docker.ts";

/** How long a manager may take to answer, in milliseconds. */
const makingMs = 60_000;

/**
 * Waits for each answer, also when told to stop: an engine carries out what it was asked, whether or not anybody still listens, and may do
 * so only after things were looked for to clear them away.
 * @param bodies one for each thing @returns what the engine answered, in the same order
 * @throws what the first refusal was, once all are answered; and when it was told to stop
 */
export async function make<Answer>(
  manager: Docker,
  path: "/services/create" | "/networks/create",
  bodies: readonly object[],
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  signal.throwIfAborted();
  const asked = bodies.map((body) =>
    manager.ask<Answer>("POST", path, { body, signal: AbortSignal.timeout(makingMs) }),
  );
  const answered = await Promise.allSettled(asked);
  signal.throwIfAborted();
  return answered.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}
