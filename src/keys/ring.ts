/**
 * Everything secret of one stack, in one file (0600), written whole: to a temporary file, fsync, rename.
 * Invariant: what is in the ring was generated here; nothing is ever taken from the user's files.
 */
import { mkdir, readFile } from "node:fs/promises";
import { writeWhole } from "../disk/write-whole.ts";
import { Fault } from "../model/fault.ts";
import type { KeyPair } from "./certificates.ts";

export interface Ring {
  readonly version: 1;
  readonly authority?: KeyPair;
  readonly passwords: Readonly<Record<string, PasswordEntry>>;
  readonly certificates: Readonly<Record<string, KeyPair>>;
}

export interface PasswordEntry {
  readonly password: string;
  /** Kept, so that filling a file twice gives the same bytes. */
  readonly mosquittoHash: string;
}

const empty: Ring = { version: 1, passwords: {}, certificates: {} };

export const ringFile = (directory: string): string => `${directory}/ring.json`;
const authorityFile = (directory: string): string => `${directory}/ca.crt`;

/** @throws Fault "keys-damaged" when the file is there and is not what we write; nothing is overwritten then */
export async function readRing(directory: string): Promise<Ring> {
  let text: string;
  try {
    text = await readFile(ringFile(directory), "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return empty;
    throw new Fault(
      "keys-damaged",
      `the keys in ${ringFile(directory)} cannot be read`,
      "Give this user the right to read the file, or run as the user who made it.",
      { cause },
    );
  }
  const ring = parsed(text);
  if (ring) return ring;
  // The parser's own message quotes the text, which is secret: it is left out on purpose.
  throw new Fault(
    "keys-damaged",
    `the keys in ${ringFile(directory)} are damaged`,
    "Put the file back from a backup, or run `edgeward down --keys` and `up` again: every service then gets new passwords.",
  );
}

export async function writeRing(directory: string, ring: Ring): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeWhole(ringFile(directory), `${JSON.stringify(ring, undefined, 1)}\n`, 0o600);
  if (ring.authority) await writeWhole(authorityFile(directory), ring.authority.certificate, 0o600);
}

function parsed(text: string): Ring | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRing(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRing(value: unknown): value is Ring {
  if (typeof value !== "object" || value === null) return false;
  const ring = value as Partial<Record<keyof Ring, unknown>>;
  return (
    ring.version === 1 &&
    isRecordOf(ring.passwords, ["password", "mosquittoHash"]) &&
    isRecordOf(ring.certificates, ["certificate", "key"]) &&
    (ring.authority === undefined || isRecordOf({ authority: ring.authority }, ["certificate", "key"]))
  );
}

function isRecordOf(value: unknown, keys: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every(
    (entry) =>
      typeof entry === "object" &&
      entry !== null &&
      keys.every((key) => typeof (entry as Record<string, unknown>)[key] === "string"),
  );
}
