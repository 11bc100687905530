/** What the loops that make and end membership are handed besides. */
import type { Docker } from "../../../engine/docker/docker.ts";
import type { EngineFacts, HostLook } from "../../../model/node-host.ts";
import type { SwarmTools } from "../swarm-tools.ts";

export interface NodeTools extends SwarmTools {
  /** @throws Fault "unreachable" */
  engineFacts(on: Docker, signal: AbortSignal): Promise<EngineFacts>;
  /**
   * @param modules that its `facts` should look for
   * @param sendsEsp whether it is to send ESP, which needs a right on the host's network
   * @throws Fault "not-ready" where the image for it cannot be made
   */
  lookAt(on: Docker, modules: readonly string[], sendsEsp: boolean, signal: AbortSignal): Promise<HostLook>;
  readonly unlockKeys: UnlockKeys;
}

/** Keys that open a swarm's managers after a restart. Bytes go from the engine's answer into a file, and back. */
interface UnlockKeys {
  /** @returns the file, 0600 */
  keep(swarm: string, manager: Docker, signal: AbortSignal): Promise<string>;
  /** Swarms whose keys are kept. */
  kept(): Promise<readonly string[]>;
  /** @throws EngineRefusal when it is not this swarm's */
  open(swarm: string, locked: Docker, signal: AbortSignal): Promise<void>;
}
