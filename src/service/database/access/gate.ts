/**
 * Lets requests in by user and password.
 * Invariants: nothing is served before the gate has said yes; a password is compared off the main thread, once for as long as the
 * user file stays the same; what is remembered is a keyed digest that nobody else can compute.
 */
import { createHmac, randomBytes } from "node:crypto";
import { type Authenticator, passwordAuthenticator } from "../../login/authenticator.ts";
import type { Credentials } from "./credentials.ts";
import type { Rights, UserFile } from "./users.ts";

type Admission =
  | { readonly admitted: true; readonly rights: Rights }
  | { readonly admitted: false; readonly why: "none" | "wrong" | "busy" };

export interface Gate {
  admit(credentials: Credentials | undefined): Promise<Admission>;
  /** From now on these users count, and what was remembered of others does not. */
  use(users: UserFile): void;
}

/** Verified credentials remembered at a time; more clients than that just cost a hash now and then. */
const rememberLimit = 1_000;
const bounds = { checking: 2, waiting: 64 };

export function gate(first: UserFile): Gate {
  let users = first;
  const key = randomBytes(32);
  const remembered = new Set<string>();
  const authenticator: Authenticator = passwordAuthenticator(() => users.passwords, bounds);

  return {
    use(next) {
      users = next;
      remembered.clear();
    },
    async admit(credentials) {
      if (!credentials) return { admitted: false, why: "none" };
      const mark = createHmac("sha256", key)
        .update(`${credentials.user}\0`)
        .update(credentials.password)
        .digest("base64");
      const file = users;
      if (!remembered.has(mark)) {
        const { verdict } = await authenticator.check(credentials.user, credentials.password);
        if (verdict !== "accepted") return { admitted: false, why: verdict === "busy" ? "busy" : "wrong" };
        // A file that came in meanwhile may not know this user any more.
        if (file === users) remember(mark);
      }
      const rights = users.rights.get(credentials.user);
      return rights ? { admitted: true, rights } : { admitted: false, why: "wrong" };
    },
  };

  function remember(mark: string): void {
    if (remembered.size >= rememberLimit) remembered.clear();
    remembered.add(mark);
  }
}
