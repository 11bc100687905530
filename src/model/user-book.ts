/** What a person decided about users beyond the compose file: who was added, and which password of whom counts. No secret in it. */
import type { ExtraUser } from "./extra-user.ts";
import { type SecretRef, secretRef } from "./secret.ts";

export interface UserBook {
  readonly version: 1;
  readonly users: readonly ExtraUser[];
  /** Of those whose password was ever rotated. */
  readonly turns: readonly Turn[];
}

/** Passwords of one identity, counted from 0: each rotation makes the next. */
export interface Turn {
  /** As hardening names it: the password 0. */
  readonly secret: SecretRef;
  /** The newest: it is in the file of whoever uses it. */
  readonly current: number;
  /** Counts beside the newest until everybody has moved; absent: the rotation is over. */
  readonly former?: number;
  /** When the newest was made, in milliseconds since the epoch. */
  readonly sinceMs: number;
}

/** How a server takes a new password. */
export type Way =
  /** Two of one user count at a time. */
  | "both"
  /** One a user, so that the user's name alternates: mosquitto heeds the last line of a name alone. */
  | "renamed"
  /** One a user, and names stay: InfluxDB 1.x. The old one is gone when the new one counts. */
  | "replaced";

export const emptyBook: UserBook = { version: 1, users: [], turns: [] };

/** Name of the password of that number; `#` is in no other secret's name. */
export const turnRef = (secret: SecretRef, number: number): SecretRef =>
  number === 0 ? secret : secretRef(`${secret}#${number}`);

/** What stands behind every second name where names alternate; no user that a person adds may end so. */
export const secondName = ".2";

export const turnUser = (user: string, number: number, way: Way): string =>
  way === "renamed" && number % 2 === 1 ? `${user}${secondName}` : user;
