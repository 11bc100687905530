import type { Launch } from "../model/launch.ts";
import type { LoginSeen } from "../model/login-seen.ts";
import type { ServiceName } from "../model/name.ts";
import type { Observed, Step } from "../model/plan.ts";

/** Makes steps true. Engines are dumb: ordering, diffing and retrying live in `plan` and `run`. */
export interface Engine extends AsyncDisposable {
  /** What runs now. Never guesses: what it cannot see is absent. */
  observe(signal: AbortSignal): Promise<Observed>;
  /** Makes one step true. Idempotent. */
  perform(step: Step, signal: AbortSignal): Promise<void>;
  /** Where a service's port (as the compose file numbers it) can be reached from here. */
  reach(service: ServiceName, port: number, signal: AbortSignal): Promise<{ host: string; port: number }>;
  /** Removes all that it ever created for this stack, also what it cannot see any more; data only when told to. Idempotent. */
  clear(what: { readonly data: boolean }, signal: AbortSignal): Promise<void>;
}

/** An engine whose services are processes of this machine can let them speak for themselves. */
export interface ProcessEngine extends Engine {
  /** Whether the process can open each path for reading, tried by the process itself. */
  tryOpen(process: string, paths: readonly string[], signal: AbortSignal): Promise<readonly boolean[]>;
  /** Who logged in at a server as one of these users; undefined: it does not run, or cannot be asked. */
  logins(launch: Launch, users: readonly string[], signal: AbortSignal): Promise<readonly LoginSeen[] | undefined>;
}
