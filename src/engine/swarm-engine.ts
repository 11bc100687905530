/** What a swarm is asked and told for one stack. It sees, and makes one step true; what is to be done, and when, `plan` and `run` decide. */

import type { SwarmNode } from "../model/swarm-node.ts";
import type { SwarmSeen, SwarmStep, VolumeSeen } from "../model/swarm-plan.ts";

export interface SwarmEngine {
  /** @throws Fault "unreachable" */
  observe(stack: string, signal: AbortSignal): Promise<SwarmSeen>;
  /**
   * How services and tasks have come on since; all else as it was seen before. Who waits asks often, and hosts that are just starting
   * what he waits for have little time for questions.
   * @throws Fault "unreachable"
   */
  progress(stack: string, before: SwarmSeen, signal: AbortSignal): Promise<SwarmSeen>;
  /**
   * Idempotent: what is there already, or gone already, is no error.
   * @throws EngineRefusal with the engine's own words
   */
  perform(step: SwarmStep, signal: AbortSignal): Promise<void>;
  /** What nodes themselves have of this stack, wherever somebody said how an engine is reached. */
  remains(stack: string, nodes: readonly SwarmNode[], signal: AbortSignal): Promise<RemainsSeen>;
  /** What each node has of these images. */
  images(names: readonly string[], nodes: readonly SwarmNode[], signal: AbortSignal): Promise<ImagesSeen>;
  /** Digest that a registry has for an image now: `sha256:…`. @returns undefined when none answers in time */
  digestOf(image: string, signal: AbortSignal): Promise<string | undefined>;
  /** Sends an image from one node's engine to another's. */
  sendImage(image: string, from: SwarmNode, to: SwarmNode, signal: AbortSignal): Promise<void>;
  /** The last lines that a task printed; none where nothing can be had. */
  lastWords(task: string, lines: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Lines of a service's tasks as they come, oldest first; with `follow` until the signal. */
  logs(service: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLineSeen>;
}

export interface RemainsSeen {
  readonly volumes: readonly VolumeSeen[];
  /** Names of containers: a task is gone for the swarm before its node has cleared up. */
  readonly containers: readonly string[];
  /** Where we could not look. */
  readonly unseen: readonly SwarmNode[];
}

export interface ImagesSeen {
  readonly images: readonly ImageSeen[];
  /** Ids of the nodes that could be asked. */
  readonly looked: ReadonlySet<string>;
}

export interface ImageSeen {
  readonly image: string;
  readonly node: string;
  readonly id: string;
  /** As the image says it: empty for root, else a name or a number, and a group behind a colon. */
  readonly user: string;
  /** Whether it came from a registry, or went to one. */
  readonly registered: boolean;
}

export interface LogOptions {
  /** How many lines at the end of each task; all of them where it is absent. */
  readonly lines?: number;
  readonly follow: boolean;
}

export interface LogLineSeen {
  /** RFC 3339, as the engine has it. */
  readonly time: string;
  readonly task: string;
  readonly node: string;
  readonly text: string;
}
