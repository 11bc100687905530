/** What the loops over a machine's own programs are handed by `wire.ts`. */
import type { HostEngine } from "../../engine/host-engine.ts";
import type { Vault } from "../../engine/vault.ts";
import type { Keys } from "../../keys/keys.ts";
import type { Probe } from "../../probe/probe.ts";
import type { Clock } from "../clock.ts";
import type { Tell } from "../tell.ts";
import type { HostState } from "./known/host-state.ts";

export interface HostTools {
  readonly engine: HostEngine;
  readonly vault: Vault;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly tell: Tell;
  probes(): Promise<readonly Probe[]>;
  readState(): Promise<HostState>;
  writeState(state: HostState): Promise<void>;
  /** Removes the state, and the directory of all that we know if nothing else is in it. */
  clear(): Promise<void>;
  /** One command at a time changes this machine. @throws Fault "not-ready" when another has it too long */
  lock(signal: AbortSignal): Promise<AsyncDisposable>;
  /** SHA-256, hexadecimal. */
  digest(bytes: Uint8Array): string;
  encode(text: string): Uint8Array;
  /** Directory with the originals, for people. */
  readonly backup: string;
}
