/** What the person said of their machine when it was secured: said once, it need not be said again. */
import type { HostRequest } from "../host-request.ts";
import type { HostTools } from "../host-tools.ts";

/**
 * Without this a second `host secure` without `--agent-env` would take the agent's user away. What is said now goes before what was said
 * then; a file that is no longer there is forgotten.
 */
export async function remembered(
  now: HostRequest,
  { engine, readState }: Pick<HostTools, "engine" | "readState">,
  signal: AbortSignal,
): Promise<HostRequest> {
  const { said } = await readState();
  if (!said) return now;
  const seen = await engine.look(Object.values(said.configs), false, signal);
  const there = new Set(seen.map(({ path }) => path));
  const configs = Object.entries(said.configs).filter(([, path]) => there.has(path));
  return {
    configs: { ...Object.fromEntries(configs), ...now.configs },
    restarts: { ...said.restarts, ...now.restarts },
    reading: { ...said.reading, ...now.reading, topics: { ...said.reading.topics, ...now.reading.topics } },
  };
}
