import type { Identity } from "../model/identity.ts";
import type { ServiceName } from "../model/name.ts";
import { ask } from "./ask.ts";
import { type Knock, knock } from "./knock.ts";
import type { Caller } from "./mqtt-link.ts";
import type { BrokerScene, DatabaseScene, Endpoint } from "./probe.ts";

/** A server that asks who is there, be it a broker, a database or a dashboard. */
export interface Door {
  readonly service: ServiceName;
  readonly identities: readonly Identity[];
  readonly endpoint: Pick<Endpoint, "atOnce">;
  /** It counts wrong logins, and lets nobody in for a while after some: no more are tried than can tell anything. */
  readonly counts?: boolean;
  /**
   * Tries to get in.
   * @param like whose way in is tried: a database lets a writer in where it lets no reader in
   * @throws only the signal's reason
   */
  knock(caller: Caller, like: Identity | undefined, signal: AbortSignal): Promise<Knock>;
}

export function brokerDoor({ service, endpoint, identities }: BrokerScene, ca: string): Door {
  return { service, identities, endpoint, knock: (caller, _, signal) => knock(endpoint, ca, caller, signal) };
}

/** A writer is tried with a line that no database can parse: whoever gets as far as a parse error is in, and nothing is stored. */
export function databaseDoor({ service, endpoint, identities }: DatabaseScene, ca: string): Door {
  return {
    service,
    identities,
    endpoint,
    async knock({ user, password = "" }, like = identities[0], signal) {
      const login = user === undefined ? {} : { login: { user, password } };
      const database = like?.target === "database" ? like.database : "";
      const writes = like?.target === "database" && like.access === "write";
      const answer = await ask(
        endpoint,
        ca,
        writes
          ? { method: "POST", path: "/write", query: { db: database }, body: "edgeward-probe", ...login }
          : { method: "GET", path: "/query", query: { db: database, q: "SHOW MEASUREMENTS" }, ...login },
        signal,
      );
      if (!answer.answered) return { answer: "unclear", text: answer.text };
      return { answer: meaningOf(answer.status, writes), text: `HTTP ${answer.status}` };
    },
  };
}

/** @see RFC 9110, sections 15.5.2 and 15.5.4: 401 does not know who asks, 403 knows and says no */
function meaningOf(status: number, writes: boolean): Knock["answer"] {
  if ((status >= 200 && status < 300) || (writes && status === 400)) return "accepted";
  if (status === 403) return "powerless";
  return status === 401 ? "refused" : "unclear";
}
