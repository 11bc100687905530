/**
 * Lets requests in by user and password.
 * Invariants: nothing is served before the gate has said yes; a password is compared off the main thread, once for as long as the
 * user file stays the same; what is remembered is a keyed digest that nobody else can compute.
 */
import { createHmac, randomBytes } from "node:crypto";
import type { LoginSeen } from "../../../model/login-seen.ts";
import { type Authenticator, passwordAuthenticator } from "../../login/authenticator.ts";
import { LoginLedger } from "../../login/login-ledger.ts";
import type { Credentials } from "./credentials.ts";
import type { Rights, UserFile } from "./users.ts";

type Admission =
  | { readonly admitted: true; readonly rights: Rights }
  | { readonly admitted: false; readonly why: "none" | "wrong" | "busy" };

export interface Gate {
  /** @param address of the client, for people */
  admit(credentials: Credentials | undefined, address?: string): Promise<Admission>;
  /** From now on these users count, and what was remembered of others does not. */
  use(users: UserFile): void;
  /** @param only names of users */
  logins(only: ReadonlySet<string>): readonly LoginSeen[];
}

/** Verified credentials remembered at a time; more clients than that just cost a hash now and then. */
const rememberLimit = 1_000;
const bounds = { checking: 2, waiting: 64 };

/** @param now milliseconds since the epoch */
export function gate(first: UserFile, now: () => number): Gate {
  let users = first;
  const key = randomBytes(32);
  /** By keyed digest of name and password, the fingerprint of what it was checked against. */
  const remembered = new Map<string, string>();
  const ledger = new LoginLedger(false);
  const authenticator: Authenticator = passwordAuthenticator(() => users.passwords, bounds);

  return {
    use(next) {
      users = next;
      remembered.clear();
    },
    logins: (only) => ledger.seen(users.passwords, only, []),
    async admit(credentials, address = "") {
      if (!credentials) return { admitted: false, why: "none" };
      const mark = createHmac("sha256", key)
        .update(`${credentials.user}\0`)
        .update(credentials.password)
        .digest("base64");
      const file = users;
      let fingerprint = remembered.get(mark);
      if (fingerprint === undefined) {
        const checked = await authenticator.check(credentials.user, credentials.password);
        if (checked.verdict !== "accepted")
          return { admitted: false, why: checked.verdict === "busy" ? "busy" : "wrong" };
        fingerprint = checked.fingerprint;
        // A file that came in meanwhile may not know this user any more.
        if (file === users) remember(mark, fingerprint);
      }
      const { user } = credentials;
      ledger.note({ user, client: address, fingerprint, atMs: now(), isConnected: false });
      const rights = users.rights.get(user);
      return rights ? { admitted: true, rights } : { admitted: false, why: "wrong" };
    },
  };

  function remember(mark: string, fingerprint: string): void {
    if (remembered.size >= rememberLimit) remembered.clear();
    remembered.set(mark, fingerprint);
  }
}
