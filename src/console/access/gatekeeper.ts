/** Who gets in: by a session that a login has opened, or by the login itself with each request. */
import type { Logger } from "pino";
import { type Login, sameLogin } from "./same-login.ts";
import type { Sessions } from "./sessions.ts";
import type { Throttle } from "./throttle.ts";

export type Judged =
  | { readonly verdict: "right" | "wrong" }
  /** The console has no password that it could compare with. */
  | { readonly verdict: "closed" }
  | { readonly verdict: "too-many"; readonly waitMs: number };

export interface Gate {
  readonly sessions: Sessions;
  readonly throttle: Throttle;
  /** The login that counts now; undefined: nobody gets in. */
  readonly login: () => Login | undefined;
  readonly log: Logger;
}

export class Gatekeeper {
  readonly sessions: Sessions;
  readonly #gate: Gate;
  readonly #same = sameLogin();
  #wrong = 0;

  constructor(gate: Gate) {
    this.#gate = gate;
    this.sessions = gate.sessions;
  }

  get wrongLogins(): number {
    return this.#wrong;
  }

  /** All at once: nobody gets another try while the first is looked at. */
  judge(given: Login, address: string): Judged {
    const { throttle, login, log } = this.#gate;
    const waitMs = throttle.waitMs(address);
    if (waitMs > 0) return { verdict: "too-many", waitMs };
    const expected = login();
    if (!expected) return { verdict: "closed" };
    if (this.#same(given, expected)) {
      throttle.right(address);
      return { verdict: "right" };
    }
    throttle.wrong(address);
    this.#wrong++;
    // The name stays out: people type their password there.
    log.warn({ address }, "a wrong login");
    return { verdict: "wrong" };
  }
}
