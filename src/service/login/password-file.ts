/**
 * mosquitto's password_file: one `user:hash` a line, as mosquitto_passwd(1) writes them. A user who moves from one password to another has
 * two lines, the newer one first, and both count; mosquitto itself would heed the last one alone.
 */
import { createHash } from "node:crypto";
import type { Problem } from "../../model/problem.ts";

/** A salted hash of a password. */
export type PasswordHash =
  /** `$6$salt$hash`: SHA-512 over password and salt. */
  | { readonly kind: "sha512"; readonly salt: Buffer; readonly hash: Buffer }
  /** `$7$iterations$salt$hash`: PBKDF2 with HMAC-SHA-512. */
  | { readonly kind: "pbkdf2"; readonly iterations: number; readonly salt: Buffer; readonly hash: Buffer };

export interface PasswordEntry {
  readonly password: PasswordHash;
  /** Tells whether an entry was changed; not the hash itself, so that it may be kept beside a connection. */
  readonly fingerprint: string;
}

/** By name, the passwords that count: one, or two while one takes the other's place. */
export type Users = ReadonlyMap<string, readonly PasswordEntry[]>;

export interface PasswordFile {
  readonly users: Users;
  readonly problems: readonly Problem[];
}

/** Each costs every login a hash. */
const linesEach = 2;
const hashBytes = 64;
/** More would let one login take minutes of a thread. */
const iterationLimit = 10_000_000;

/** Reads all it can; no problem's text holds anything of a hash, or of what stands in its place. */
export function readPasswordFile(file: string, text: string): PasswordFile {
  const users = new Map<string, PasswordEntry[]>();
  const problems: Problem[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const wrong = (code: string, what: string) => {
      const remedy = "Write the line anew with mosquitto_passwd, or let Edgeward generate the file.";
      problems.push({ severity: "error", code, at: { file, line: index + 1, column: 1 }, what, remedy });
    };
    const colon = line.indexOf(":");
    const user = line.slice(0, colon);
    const password = colon > 0 ? readHash(line.slice(colon + 1).trim()) : "there is no user name and hash";
    if (typeof password === "string") wrong("bad-password-line", password);
    else {
      const entry = { password, fingerprint: createHash("sha256").update(line).digest("base64") };
      const before = users.get(user);
      if (!before) users.set(user, [entry]);
      else if (before.length < linesEach) before.push(entry);
      else wrong("user-too-often", `this user stands in the file more than ${linesEach} times`);
    }
  }
  return { users, problems };
}

/** @returns what is wrong, or the hash */
function readHash(text: string): PasswordHash | string {
  const [before, kind, ...parts] = text.split("$");
  if (before !== "" || kind === undefined) return "the password is not hashed";
  if (kind === "6") return readParts(parts, (salt, hash) => ({ kind: "sha512", salt, hash }));
  if (kind !== "7") return "the hash is of a kind other than $6$ (SHA-512) and $7$ (PBKDF2)";
  const iterations = /^\d{1,9}$/.test(parts[0] ?? "") ? Number(parts[0]) : 0;
  if (iterations < 1 || iterations > iterationLimit) return `iterations are not a number from 1 to ${iterationLimit}`;
  return readParts(parts.slice(1), (salt, hash) => ({ kind: "pbkdf2", iterations, salt, hash }));
}

function readParts(
  parts: readonly string[],
  make: (salt: Buffer, hash: Buffer) => PasswordHash,
): PasswordHash | string {
  const [salt = "", hash = ""] = parts;
  const decoded = [salt, hash].map((part) => Buffer.from(part, "base64"));
  const [saltBytes, hashed] = decoded;
  if (
    parts.length !== 2 ||
    !saltBytes ||
    !hashed ||
    decoded.some((part, i) => part.toString("base64") !== [salt, hash][i])
  )
    return "salt or hash is not base64";
  if (saltBytes.length === 0 || hashed.length !== hashBytes)
    return `the salt is empty, or the hash has not ${hashBytes} bytes`;
  return make(saltBytes, hashed);
}
