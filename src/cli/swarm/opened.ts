import { openSwarm } from "../../run/swarm/open-swarm.ts";
import type { Swarm, SwarmTools } from "../../run/swarm/swarm-tools.ts";
import type { Context } from "../context.ts";
import { progress } from "../progress.ts";
import type { EngineOptions } from "./engine-options.ts";

export interface Opened extends AsyncDisposable {
  readonly swarm: Swarm;
  readonly engine: Awaited<ReturnType<SwarmTools["engine"]>>;
  readonly tools: SwarmTools;
}

/** The swarm that the command line means. The caller closes it. */
export async function openedSwarm({ host }: EngineOptions, { tools, screen, signal }: Context): Promise<Opened> {
  const swarmTools = await tools.swarm(progress(screen));
  const swarm = await openSwarm(swarmTools, await swarmTools.address(host), signal);
  const engine = await swarmTools.engine(swarm);
  return { swarm, engine, tools: swarmTools, [Symbol.asyncDispose]: () => swarm[Symbol.asyncDispose]() };
}

/** The same, begun while something else is done. Ended with its owner, whether or not it came to be. */
export function openingSwarm(
  options: EngineOptions,
  context: Context,
): AsyncDisposable & { opened(): Promise<Opened> } {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const opening = openedSwarm(options, { ...context, signal });
  // Told to whoever asks for it.
  opening.catch(() => undefined);
  return {
    opened: () => opening,
    async [Symbol.asyncDispose]() {
      stop.abort();
      const opened = await opening.catch(() => undefined);
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
