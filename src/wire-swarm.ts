/** Picks what stands behind the interfaces for engines on other hosts. */
import { homedir } from "node:os";
import { join } from "node:path";
import { nodeBookFile } from "./disk/node-book-file.ts";
import { findAddress } from "./engine/docker/address/find-address.ts";
import { connectDocker } from "./engine/docker/connect-docker.ts";
import { engineFacts } from "./engine/nodes/engine-facts.ts";
import { openHostLook } from "./engine/nodes/host-look.ts";
import { unlockKeyFiles } from "./keys/unlock-key-files.ts";
import type { Clock } from "./run/clock.ts";
import type { NodeTools } from "./run/swarm/nodes/node-tools.ts";
import type { SwarmTools } from "./run/swarm/swarm-tools.ts";
import type { Tell } from "./run/tell.ts";

interface SwarmWiring {
  readonly clock: Clock;
  readonly tell: Tell;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const wireSwarm = ({ clock, tell, environment }: SwarmWiring): SwarmTools => ({
  clock,
  tell,
  address: (host) => findAddress(host, environment),
  connect: (address, signal) => connectDocker(address, { environment }, signal),
  book: nodeBookFile(swarmsIn(environment)),
  helperImage: async (on, signal) => (await import("./engine/images/helper-image.ts")).helperImage(on, signal),
  door: async (swarm, service, port, signal) => {
    const [{ serviceDoor }, { helperImage }] = await Promise.all([
      import("./engine/doors/service-door.ts"),
      import("./engine/images/helper-image.ts"),
    ]);
    return serviceDoor(swarm, helperImage, service, port, signal);
  },
  engine: async (swarm) => (await import("./engine/swarm/swarm-engine.ts")).swarmEngine(swarm),
});

export function wireNodes(wiring: SwarmWiring): NodeTools {
  const tools = wireSwarm(wiring);
  return {
    ...tools,
    engineFacts: (on, signal) => engineFacts(on, wiring.clock.now, signal),
    lookAt: async (on, modules, sendsEsp, signal) =>
      openHostLook(on, await tools.helperImage(on, signal), modules, sendsEsp, signal),
    unlockKeys: unlockKeyFiles(swarmsIn(wiring.environment)),
  };
}

const swarmsIn = (environment: SwarmWiring["environment"]): string =>
  join(stateHome(environment), "edgeward", "swarms");

/** @see XDG Base Directory Specification: a relative one is to be passed over */
export function stateHome({ XDG_STATE_HOME: named, HOME }: SwarmWiring["environment"]): string {
  return named?.startsWith("/") ? named : join(HOME || homedir(), ".local", "state");
}
