import type { Logger } from "pino";
import type { BrokerLimits } from "../../../model/launch.ts";
import type { Intake } from "../../intake.ts";
import type { Authenticator } from "../../login/authenticator.ts";
import type { Users } from "../../login/password-file.ts";
import type { Rights } from "../access/rights.ts";
import type { Bounds } from "./bounds.ts";
import type { Counters } from "./counters.ts";

/** What a core is given. */
export interface CoreOptions {
  /** Required: there is no way to admit everybody. */
  readonly authenticator: Authenticator;
  readonly rights: Rights;
  readonly users: () => Users;
  readonly intake: () => Intake | undefined;
  /** Whether an ingest service is expected before the first has been seen. */
  readonly expectsIntake: boolean;
  readonly limits: BrokerLimits;
  readonly bounds: Bounds;
  readonly counters: Counters;
  readonly dataDir: string | undefined;
  readonly log: Logger;
  /** Milliseconds since the epoch: only for names of files that are put aside. */
  readonly now: () => number;
}
