/** Picks what stands behind the interfaces for secret-store tokens. */
import { tokenDesk } from "./engine/tokens/desk.ts";
import type { Clock } from "./run/clock.ts";
import { openSwarm } from "./run/swarm/open-swarm.ts";
import type { SwarmTools } from "./run/swarm/swarm-tools.ts";
import type { Tell } from "./run/tell.ts";
import type { OpenTokens } from "./run/tokens/token-tools.ts";

interface TokenWiring {
  readonly clock: Clock;
  readonly tell: Tell;
  readonly swarm: SwarmTools;
}

export const wireTokens =
  ({ clock, tell, swarm }: TokenWiring): OpenTokens =>
  async ({ stack, host, storeToken, storeCa }, signal) => {
    const opened = await openSwarm(swarm, await swarm.address(host), signal);
    const store = {
      ...(storeToken !== undefined && { parent: storeToken }),
      ...(storeCa !== undefined && { ca: storeCa }),
    };
    const { helperImage } = swarm;
    const desk = tokenDesk({ stack, reach: opened, helperImage, nowMs: clock.now, store });
    return {
      clock,
      tell,
      desk,
      swarm: opened.id,
      async [Symbol.asyncDispose]() {
        await desk[Symbol.asyncDispose]();
        await opened[Symbol.asyncDispose]();
      },
    };
  };
