/** What the rest of the house may ask of the only folder that handles secret bytes. */
import type { GeneratedFile, SecretRef, SecretSpec } from "../model/secret.ts";

export interface Keys {
  /** Makes what is missing, keeps what is there. Idempotent. @returns the refs that were made now */
  ensure(specs: readonly SecretSpec[]): Promise<readonly SecretRef[]>;
  /** Forgets passwords that nothing counts on any more; those that are not there are gone already. Idempotent. */
  retire(refs: readonly SecretRef[]): Promise<void>;
  /**
   * Writes generated files with their holes filled, and removes files of services that are no longer named. Only the owner comes into
   * the directories (0700); the files themselves are for the owner (0600), or for whatever user a container they are mounted into runs as (0444).
   */
  fill(files: readonly GeneratedFile[], reader: "owner" | "container"): Promise<void>;
  /** Writes these alone, for their owner, and removes nothing. */
  place(files: readonly GeneratedFile[]): Promise<void>;
  /** By service: SHA-256, hexadecimal, over its filled files: another one when a secret of its own was renewed. */
  fingerprints(files: readonly GeneratedFile[]): Promise<Readonly<Record<string, string>>>;
  /** The text with its holes filled, for files that lie elsewhere. @throws Fault "keys-damaged" when a secret has not been made */
  text(parts: GeneratedFile["parts"]): Promise<string>;
  /** For whoever must log in: probes, and the engine's own clients. */
  password(ref: SecretRef): Promise<string>;
  /** PEM of the stack's CA certificate: public. */
  caCertificate(): Promise<string>;
  /** Removes the filled files, and with `ring` the keys themselves: every identity then gets a new password. Idempotent. */
  clear(what: { readonly ring: boolean }): Promise<void>;
  /** Which of our secrets occur in these bytes; for looking through environments, command lines and logs. */
  foundIn(bytes: Uint8Array): Promise<readonly SecretRef[]>;
}

/** Hashes for names that swarms show to everybody: twelve hexadecimal digits. */
export interface Digests {
  /** SHA-256: for what everybody may know. */
  plain(text: string): string;
  /** The same of a file. @returns undefined when it cannot be read, is no file, or no swarm can carry it: empty, or over 500 KB */
  ofFile(path: string): Promise<string | undefined>;
  /** scrypt, so slow that the name is no way to try out passwords. @param salt what the secret is for */
  ofSecret(secret: SecretContent, salt: string): Promise<string | undefined>;
}

export type SecretContent = { readonly file: string } | { readonly text: string };
