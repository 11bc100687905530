/** Looks for our secrets in bytes that should hold none. */
import { type SecretRef, secretRef } from "../model/secret.ts";
import type { Ring } from "./ring.ts";

/** Passwords as they are, and the private keys' base64 in both of the forms that a file can hold it. */
export function searched(ring: Ring, bytes: Buffer): readonly SecretRef[] {
  const found = passwordsIn(ring, bytes).map((ref) => secretRef(ref));
  const pairs = [...Object.entries(ring.certificates), ...(ring.authority ? [["ca", ring.authority] as const] : [])];
  for (const [ref, { key }] of pairs) {
    const firstLine = key.split("\n")[2] ?? key;
    if (bytes.includes(firstLine)) found.push(secretRef(`${ref} (private key)`));
  }
  return found;
}

/** Of ten thousand passwords, in one pass: each place that could be one is looked up. */
function passwordsIn({ passwords }: Ring, bytes: Buffer): readonly string[] {
  const lengths = new Set<number>();
  const refs = new Map<string, string[]>();
  for (const [ref, { password }] of Object.entries(passwords)) {
    lengths.add(password.length);
    const others = refs.get(password);
    if (others) others.push(ref);
    else refs.set(password, [ref]);
  }
  const found = new Set<string>();
  // Whatever is made here is base64url; a word of it may have the password anywhere in it.
  for (const [word] of bytes.toString("latin1").matchAll(/[\w-]+/g)) {
    for (const length of lengths)
      for (let at = 0; at + length <= word.length; at++)
        for (const ref of refs.get(word.slice(at, at + length)) ?? []) found.add(ref);
  }
  return Object.keys(passwords).filter((ref) => found.has(ref));
}
