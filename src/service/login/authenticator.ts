/**
 * Checks user names and passwords.
 * Invariants: at most a few are checked at a time and a bounded number waits, so a storm of logins starves nobody; a user who does not
 * exist costs as much as one who does.
 */
import { createHmac, randomBytes } from "node:crypto";
import type { PasswordEntry, PasswordHash } from "./password-file.ts";
import { verify } from "./verify.ts";

type LoginVerdict =
  /** @see PasswordEntry.fingerprint: of the entry that the password was checked against */
  | { readonly verdict: "accepted"; readonly fingerprint: string }
  | { readonly verdict: "refused" }
  /** Too many logins wait; nothing was checked. */
  | { readonly verdict: "busy" };

export interface Authenticator {
  check(user: string, password: Buffer): Promise<LoginVerdict>;
}

export interface AuthenticatorBounds {
  readonly checking: number;
  readonly waiting: number;
}

/**
 * @param users asked at each login, so that a file that was read again counts from then on
 * @param compare does all of a login's costly work, and once for each
 */
export function passwordAuthenticator(
  users: () => ReadonlyMap<string, PasswordEntry>,
  bounds: AuthenticatorBounds,
  compare: typeof verify = verify,
): Authenticator {
  const secret = randomBytes(32);
  const waiting: (() => void)[] = [];
  let checking = 0;

  const enter = () => {
    if (checking < bounds.checking) {
      checking++;
      return undefined;
    }
    return new Promise<void>((go) => waiting.push(go));
  };
  const leave = () => {
    const next = waiting.shift();
    // The place is handed on, so nobody slips in between.
    if (next) next();
    else checking--;
  };

  return {
    async check(user, password) {
      if (checking >= bounds.checking && waiting.length >= bounds.waiting) return { verdict: "busy" };
      await enter();
      try {
        const known = users();
        const entry = known.get(user);
        const same = await compare(entry?.password ?? decoy(known, user, secret), password);
        return same && entry ? { verdict: "accepted", fingerprint: entry.fingerprint } : { verdict: "refused" };
      } finally {
        leave();
      }
    },
  };
}

/**
 * What a stranger's password is compared with: a hash as costly as some user's, always the same one for a name, so that neither the time
 * nor a repetition tells whether the name exists.
 */
function decoy(users: ReadonlyMap<string, PasswordEntry>, user: string, secret: Buffer): PasswordHash {
  const digest = createHmac("sha512", secret).update(user).digest();
  const all = [...users.values()];
  const like = all[digest.readUInt32BE(0) % Math.max(1, all.length)]?.password;
  const salt = digest.subarray(0, 12);
  return like?.kind === "pbkdf2"
    ? { kind: "pbkdf2", iterations: like.iterations, salt, hash: digest }
    : { kind: "sha512", salt, hash: digest };
}
