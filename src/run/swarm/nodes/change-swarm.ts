/** Settings of a swarm as a whole. @see Docker Engine API, SwarmInspect and SwarmUpdate */
import type { Docker } from "../../../engine/docker/docker.ts";
import { isOutOfSequence } from "./mark-node.ts";

export interface SwarmAnswer {
  readonly Version: { readonly Index: number };
  readonly Spec: SwarmSpec;
}

interface SwarmSpec {
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly EncryptionConfig?: { readonly AutoLockManagers?: boolean };
}

export const swarmOf = <Answer extends SwarmAnswer = SwarmAnswer>(
  manager: Docker,
  signal: AbortSignal,
): Promise<Answer> => manager.ask<Answer>("GET", "/swarm", { signal });

/** All else of it stays; where somebody else changes it at the same moment, it is read again. */
export async function changeSwarm(
  manager: Docker,
  edit: (spec: SwarmSpec) => SwarmSpec,
  query: Readonly<Record<string, boolean>>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const { Version, Spec } = await swarmOf(manager, signal);
    const request = { query: { version: Version.Index, ...query }, body: { ...Spec, ...edit(Spec) }, signal };
    try {
      return void (await manager.ask("POST", "/swarm/update", request));
    } catch (error) {
      if (!isOutOfSequence(error)) throw error;
    }
  }
}
