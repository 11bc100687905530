/**
 * Checks user names and passwords.
 * Invariants: at most a few are checked at a time and a bounded number waits, so a storm of logins starves nobody; a user who does not
 * exist costs as much as one who does, and one with two passwords as much as one with one.
 */
import { createHmac, randomBytes } from "node:crypto";
import type { PasswordHash, Users } from "./password-file.ts";
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
 * @param compare does all of a login's costly work; as often for each as somebody has passwords
 */
export function passwordAuthenticator(
  users: () => Users,
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
        const { likes, most } = lookOf(known);
        const entries = known.get(user) ?? [];
        let found: string | undefined;
        for (let i = 0; i < most; i++) {
          const entry = entries[i];
          const same = await compare(entry?.password ?? decoy(likes, `${user}:${i}`, secret), password);
          if (same && entry) found ??= entry.fingerprint;
        }
        return found === undefined ? { verdict: "refused" } : { verdict: "accepted", fingerprint: found };
      } finally {
        leave();
      }
    },
  };
}

interface Look {
  /** All hashes: what a stranger's is to look like. */
  readonly likes: readonly PasswordHash[];
  /** The most passwords that one user has; 1 at the least. */
  readonly most: number;
}

const looks = new WeakMap<Users, Look & { readonly size: number }>();

/** Of ten thousand users, once and not at each login. */
function lookOf(users: Users): Look {
  const known = looks.get(users);
  if (known && known.size === users.size) return known;
  const all = [...users.values()];
  const likes = all.flatMap((entries) => entries.map(({ password }) => password));
  const look = { likes, most: all.reduce((most, { length }) => Math.max(most, length), 1), size: users.size };
  looks.set(users, look);
  return look;
}

/**
 * What a stranger's password is compared with: a hash as costly as some user's, always the same one for a name, so that neither the time
 * nor a repetition tells whether the name exists.
 */
function decoy(likes: readonly PasswordHash[], name: string, secret: Buffer): PasswordHash {
  const digest = createHmac("sha512", secret).update(name).digest();
  const like = likes[digest.readUInt32BE(0) % Math.max(1, likes.length)];
  const salt = digest.subarray(0, 12);
  return like?.kind === "pbkdf2"
    ? { kind: "pbkdf2", iterations: like.iterations, salt, hash: digest }
    : { kind: "sha512", salt, hash: digest };
}
