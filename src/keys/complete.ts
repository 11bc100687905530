/** Makes the secrets that a ring lacks: passwords with their hashes, the CA, the servers' certificates. */
import { randomBytes } from "node:crypto";
import { Fault } from "../model/fault.ts";
import { type SecretRef, type SecretSpec, secretRef } from "../model/secret.ts";
import { authorityServes, makeAuthority, makeServer, stillServes } from "./certificates.ts";
import { mosquittoHash } from "./mosquitto-hash.ts";
import type { PasswordEntry, Ring } from "./ring.ts";

export interface Making {
  /** Goes into the CA's name, for people who look at a certificate. */
  readonly stackName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** @returns the ring with what was missing, and what that was */
export async function complete(
  ring: Ring,
  specs: readonly SecretSpec[],
  options: Making,
): Promise<{ ring: Ring; made: readonly SecretRef[] }> {
  try {
    return await completed(ring, specs, options);
  } catch (cause) {
    // OpenSSL's own message says nothing to a person; the ring's texts are well-formed, so what it met is a damaged key.
    throw new Fault(
      "keys-damaged",
      "a key or certificate in the ring cannot be read",
      "Put .edgeward/keys back from a backup, or run `edgeward down --keys` and `up` again: every service then gets new ones.",
      { cause },
    );
  }
}

async function completed(
  ring: Ring,
  specs: readonly SecretSpec[],
  options: Making,
): Promise<{ ring: Ring; made: readonly SecretRef[] }> {
  const nowMs = options.now();
  const made: SecretRef[] = [];
  const passwords = { ...ring.passwords };
  const certificates = { ...ring.certificates };
  let authority = ring.authority;
  if (!authority || !authorityServes(authority, nowMs)) {
    authority = await makeAuthority(options.stackName, nowMs);
    made.push(secretRef("ca"));
  }
  const wanted = specs.filter(({ kind, ref }) => kind === "password" && !passwords[ref]).map(({ ref }) => ref);
  for (const [ref, entry] of await passwordsFor([...new Set(wanted)])) {
    passwords[ref] = entry;
    made.push(ref);
  }
  for (const spec of specs) {
    if (spec.kind === "password") continue;
    const pair = certificates[spec.ref];
    if (pair && stillServes(pair, authority, spec, nowMs)) continue;
    certificates[spec.ref] = await makeServer(authority, spec, nowMs);
    made.push(spec.ref);
  }
  return { ring: { version: 1, authority, passwords, certificates }, made };
}

/** Hashes made at a time: enough for every thread that libuv makes them on, by default four. */
const atOnce = 16;

async function passwordsFor(refs: readonly SecretRef[]): Promise<readonly (readonly [SecretRef, PasswordEntry])[]> {
  const made: (readonly [SecretRef, PasswordEntry])[] = [];
  const waiting = refs.values();
  const worker = async () => {
    for (const ref of waiting) {
      const password = randomBytes(24).toString("base64url");
      made.push([ref, { password, mosquittoHash: await mosquittoHash(password) }]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return made;
}
