import type { TokenReport } from "../../../model/token.ts";
import type { WatchMemory } from "./watch-memory.ts";

/** What a watch writes down for whoever asks. No secret is in it. All times in milliseconds since the epoch. */
export interface WatchStatus {
  readonly stack: string;
  readonly pid: number;
  readonly startedAtMs: number;
  readonly lookedAtMs: number;
  readonly nextLookAtMs: number;
  readonly tokens: readonly TokenReport[];
  /** The last ones, oldest first. */
  readonly acts: WatchMemory["acts"];
  /** Why the last look saw nothing: the manager is out of reach. */
  readonly fault?: { readonly what: string; readonly remedy: string };
}

/** Where watches write down what they see: one file for each stack of each swarm, for this user alone. */
export interface WatchFiles {
  /** One watch at a time looks after a stack. @returns undefined when another has it */
  hold(swarm: string, stack: string): Promise<AsyncDisposable | undefined>;
  write(swarm: string, stack: string, status: WatchStatus): Promise<void>;
  /** What was last written of stacks of this name, and whether who wrote it still watches. */
  read(stack: string): Promise<readonly { readonly status: WatchStatus; readonly lives: boolean }[]>;
}
