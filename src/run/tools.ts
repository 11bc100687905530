/** What the loops and the commands are handed by `wire.ts`: interfaces only. Whoever tests them hands over others. */
import type { ProcessEngine } from "../engine/engine.ts";
import type { Digests, Keys } from "../keys/keys.ts";
import type { Layout } from "../model/layout.ts";
import type { Probe } from "../probe/probe.ts";

export interface Clock {
  /** Milliseconds since the epoch: for people, certificates and points. May jump. */
  now(): number;
  /** Milliseconds from some start, never backwards: for waiting and for measuring. */
  elapsed(): number;
  /** @throws the signal's reason when it fires first */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** One process at a time watches over a stack. */
interface Supervision {
  /** Nobody else changes the stack as long as it is held; a crash lets go of it. @throws Fault "not-ready" when another has it too long */
  lock(signal: AbortSignal): Promise<AsyncDisposable>;
  /** Makes this process the one, after the one before has let go. */
  claim(): Promise<void>;
  /** As `claim`, if whoever started this process wants it to; else false. */
  claimIfNext(): Promise<boolean>;
  /** Whether this process is still the one. */
  isOurs(): Promise<boolean>;
  /** Idempotent; does nothing when another process has taken over. */
  release(): Promise<void>;
  /** Process id of the one that watches, this process or another. */
  current(): Promise<number | undefined>;
  /** Asks another to let go, and to leave the services as they are. */
  dismiss(): Promise<void>;
  /** Starts this program again, in the background and with these arguments, and waits until it watches. */
  detach(commandLine: readonly string[], signal: AbortSignal): Promise<void>;
}

/** All that belongs to one stack on this machine. */
export interface Site {
  readonly layout: Layout;
  readonly engine: ProcessEngine;
  readonly keys: Keys;
  readonly supervision: Supervision;
  /** SHA-256, hexadecimal. */
  readonly digest: (text: string) => string;
  /** Removes `.edgeward` itself when nothing is left in it. */
  readonly sweep: () => Promise<void>;
}

export interface Tools {
  readonly clock: Clock;
  /** Loaded when they are needed: most commands look at nothing. */
  probes(): Promise<readonly Probe[]>;
  /** @param directory absolute directory of the compose file */
  site(directory: string, stackName: string): Promise<Site>;
  /** @returns undefined when the file is not there or cannot be read */
  readText(path: string): Promise<string | undefined>;
  readonly digests: Digests;
  readonly environment: Readonly<Record<string, string>>;
}
