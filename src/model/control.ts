/**
 * What the engine and the process that hosts services say to each other: one JSON object a line, over a unix socket (0600).
 * Invariant: no secret of a service crosses it; services read theirs from files.
 */
import type { Launch } from "./launch.ts";
import type { LoginSeen } from "./login-seen.ts";
import type { ServiceName } from "./name.ts";
import type { ServiceSeen } from "./plan.ts";

export type ControlRequest =
  | { readonly ask: "start"; readonly launch: Launch; readonly hash: string; readonly secrets?: string }
  /** Lets it read its secret files again. @param secrets @see Wanted.secrets */
  | { readonly ask: "reload"; readonly service: ServiceName; readonly secrets?: string }
  /** Who logged in there as one of these users. */
  | { readonly ask: "logins"; readonly service: ServiceName; readonly users: readonly string[] }
  | { readonly ask: "stop"; readonly service: ServiceName }
  | { readonly ask: "status" }
  /** Tries to open each path for reading, with this process's own rights: evidence for what a service can see. */
  | { readonly ask: "try-open"; readonly paths: readonly string[] }
  | { readonly ask: "shutdown" };

/** A request with the token that the engine gave the process at its start: a neighbour that finds the socket cannot use it. */
export type SignedRequest = ControlRequest & { readonly token: string };

export type ControlReply =
  | {
      readonly ok: true;
      readonly services?: readonly ServiceSeen[];
      readonly opened?: readonly boolean[];
      readonly logins?: readonly LoginSeen[];
    }
  | { readonly ok: false; readonly code: string; readonly what: string; readonly remedy: string };
