/** What the probes of a swarm may look at: what was promised, whom to ask what is there, and what to look with. */
import type { Docker } from "../../engine/docker/docker.ts";
import type { ServiceSpec } from "../../model/engine-api.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import type { Probe } from "../probe.ts";

export type SwarmProbe = Probe<SwarmScene>;

export interface SwarmScene {
  /** Name of the stack: its objects carry it as `com.docker.stack.namespace`. */
  readonly stack: string;
  /** As promised, not as deployed. Names as on the swarm: `shop_web`. */
  readonly services: readonly ServiceSpec[];
  readonly swarm: SwarmView;
  readonly clock: SwarmClock;
  /** Bytes that nobody can have sent before. */
  random(bytes: number): Uint8Array;
  /** Puts the image that looks for us on an engine. @returns its reference. @throws Fault with what to do */
  helperImage(on: Docker, signal: AbortSignal): Promise<string>;
}

interface SwarmView {
  readonly manager: Docker;
  nodes(signal: AbortSignal): Promise<readonly SwarmNode[]>;
  /** @returns undefined when nobody said how it is reached */
  engineOf(node: SwarmNode, signal: AbortSignal): Promise<Docker | undefined>;
}

export interface SwarmClock {
  /** Milliseconds from some start, never backwards. */
  elapsed(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** `shop_web` of the stack `shop` is `web` to whoever wrote the compose file. */
export const plainName = ({ stack }: Pick<SwarmScene, "stack">, name: string): string =>
  name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name;
