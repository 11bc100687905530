/**
 * What runs a stack and can be told its users: the local engine, this machine's own programs, later a swarm. The commands know no more of it.
 */
import type { Identity } from "../../model/identity.ts";
import type { LoginSeen } from "../../model/login-seen.ts";
import type { ServiceName } from "../../model/name.ts";
import type { SecretRef } from "../../model/secret.ts";
import type { UserBook, Way } from "../../model/user-book.ts";
import type { Clock } from "../clock.ts";
import type { Tell } from "../tell.ts";

export interface UserTarget {
  readonly clock: Clock;
  readonly tell: Tell;
  /** Brokers that users can be added to, in the order of the file. */
  readonly brokers: readonly ServiceName[];
  /** Who follows from the stack itself. */
  readonly identities: readonly Identity[];
  /** Names that are taken for other reasons: users whom a person keeps in a file of their own. */
  readonly taken: readonly string[];
  wayOf(server: ServiceName): Way;
  book(): Promise<UserBook>;
  /**
   * Makes a book true: the passwords that it names are made, each reader's file is written, the book is kept, and what runs reads anew,
   * without an outage where the server can do so. Idempotent; a crash in it leaves the old book or the new one, and calling it again
   * mends the rest.
   * @param retired passwords that count no longer; they are forgotten at the end
   */
  apply(book: UserBook, retired: readonly SecretRef[], signal: AbortSignal): Promise<void>;
  /** @returns undefined when the server does not run, or nobody can say */
  logins(server: ServiceName, users: readonly string[], signal: AbortSignal): Promise<readonly LoginSeen[] | undefined>;
  /** Why its password cannot be rotated here; undefined: it can. */
  fixed(identity: Identity): string | undefined;
  /** Whether we run its client, and so move it ourselves. */
  isOurs(identity: Identity): boolean;
  /** Where the person finds the password, to hand it over. */
  passwordFile(identity: Identity): string;
}
