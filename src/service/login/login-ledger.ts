/**
 * Who logged in with which of a user's passwords: what a rotation waits for.
 * Invariant: bounded; of clients that are gone the oldest are forgotten first.
 */
import type { LoginSeen } from "../../model/login-seen.ts";
import type { Users } from "./password-file.ts";

/** A client's last login. */
export interface Login {
  readonly user: string;
  readonly client: string;
  /** @see PasswordEntry.fingerprint */
  readonly fingerprint: string;
  readonly atMs: number;
  isConnected: boolean;
}

const remembered = 20_000;

export class LoginLedger {
  readonly #logins = new Map<string, Login>();
  readonly #limit: number;

  readonly #isSession: boolean;

  /** @param isSession false: whoever uses two passwords from one address counts twice, since an address is not one client */
  constructor(isSession: boolean, limit = remembered) {
    this.#isSession = isSession;
    this.#limit = limit;
  }

  note(login: Login): Login {
    const name = this.#isSession ? keyOf(login) : `${keyOf(login)}\n${login.fingerprint}`;
    // Set anew, it is the youngest.
    this.#logins.delete(name);
    this.#logins.set(name, login);
    for (const [oldest, { isConnected }] of this.#logins) {
      if (this.#logins.size <= this.#limit) break;
      if (!isConnected) this.#logins.delete(oldest);
    }
    return login;
  }

  /**
   * @param only names of users
   * @param awaited clients whose sessions wait for them, also those that were not seen since the start
   */
  seen(users: Users, only: ReadonlySet<string>, awaited: readonly Pick<Login, "user" | "client">[]): LoginSeen[] {
    const waitedFor = new Map(awaited.filter(({ user }) => only.has(user)).map((one) => [keyOf(one), one]));
    const known = [...this.#logins].flatMap(([name, { user, client, fingerprint, isConnected, atMs }]) => {
      if (!only.has(user)) return [];
      const isAwaited = waitedFor.delete(name);
      const password = (users.get(user) ?? []).findIndex((entry) => entry.fingerprint === fingerprint);
      return [{ user, client, password, isConnected, isAwaited, atMs }];
    });
    const unseen = [...waitedFor.values()].map(({ user, client }) => ({
      user,
      client,
      isConnected: false,
      isAwaited: true,
    }));
    return [...known, ...unseen];
  }
}

/** No user name has a line break in it: it stands in a file of lines. */
const keyOf = ({ user, client }: Pick<Login, "user" | "client">): string => `${user}\n${client}`;
