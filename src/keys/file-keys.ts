/** The keys of one stack, kept in its `.edgeward/keys`. */
import { createHash, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { Fault } from "../model/fault.ts";
import { generatedRoot, keysDir, type Layout } from "../model/layout.ts";
import type { GeneratedFile, Hole, SecretRef, SecretSpec } from "../model/secret.ts";
import { secretRef } from "../model/secret.ts";
import { authorityServes, makeAuthority, makeServer, stillServes } from "./certificates.ts";
import { writeGenerated } from "./generated.ts";
import type { Keys } from "./keys.ts";
import { mosquittoHash } from "./mosquitto-hash.ts";
import { type Ring, readRing, writeRing } from "./ring.ts";

export interface FileKeysOptions {
  readonly layout: Layout;
  /** Goes into the CA's name, for people who look at a certificate. */
  readonly stackName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function fileKeys(options: FileKeysOptions): Keys {
  const directory = keysDir(options.layout);
  let held: Promise<Ring> | undefined;
  const ring = (): Promise<Ring> => {
    held ??= readRing(directory);
    return held;
  };

  return {
    async ensure(specs) {
      const { ring: after, made } = await complete(await ring(), specs, options);
      if (made.length > 0) {
        await writeRing(directory, after);
        held = Promise.resolve(after);
      }
      return made;
    },
    async fill(files, reader) {
      const keys = await ring();
      await writeGenerated(
        options.layout,
        files.map((file) => ({ service: file.service, name: file.name, text: filled(file, keys) })),
        reader === "owner" ? 0o600 : 0o444,
      );
    },
    async fingerprints(files) {
      const keys = await ring();
      const prints: Record<string, string> = {};
      for (const { service } of files) {
        const own = files.filter((file) => file.service === service).map((file) => [file.name, filled(file, keys)]);
        prints[service] ??= createHash("sha256").update(JSON.stringify(own)).digest("hex");
      }
      return prints;
    },
    async password(ref) {
      return entry((await ring()).passwords, ref).password;
    },
    async caCertificate() {
      const { authority } = await ring();
      if (!authority) throw missing("the CA certificate");
      return authority.certificate;
    },
    async clear(what) {
      await rm(generatedRoot(options.layout), { recursive: true, force: true });
      if (!what.ring) return;
      await rm(directory, { recursive: true, force: true });
      held = undefined;
    },
    async foundIn(bytes) {
      return searched(await ring(), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  };
}

async function complete(
  ring: Ring,
  specs: readonly SecretSpec[],
  options: FileKeysOptions,
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
  options: FileKeysOptions,
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
  for (const spec of specs) {
    if (spec.kind === "password") {
      if (passwords[spec.ref]) continue;
      const password = randomBytes(24).toString("base64url");
      passwords[spec.ref] = { password, mosquittoHash: await mosquittoHash(password) };
    } else {
      const pair = certificates[spec.ref];
      if (pair && stillServes(pair, authority, spec, nowMs)) continue;
      certificates[spec.ref] = await makeServer(authority, spec, nowMs);
    }
    made.push(spec.ref);
  }
  return { ring: { version: 1, authority, passwords, certificates }, made };
}

function filled(file: GeneratedFile, ring: Ring): string {
  return file.parts.map((part) => (typeof part === "string" ? part : content(part, ring))).join("");
}

function content(hole: Hole, ring: Ring): string {
  switch (hole.hole) {
    case "password":
      return entry(ring.passwords, hole.ref).password;
    case "mosquitto-hash":
      return entry(ring.passwords, hole.ref).mosquittoHash;
    case "certificate":
      return entry(ring.certificates, hole.ref).certificate;
    case "private-key":
      return entry(ring.certificates, hole.ref).key;
    case "ca-certificate":
      if (!ring.authority) throw missing("the CA certificate");
      return ring.authority.certificate;
  }
}

/** Passwords as they are, and the private keys' base64 in both of the forms that a file can hold it. */
function searched(ring: Ring, bytes: Buffer): readonly SecretRef[] {
  const found: SecretRef[] = [];
  for (const [ref, { password }] of Object.entries(ring.passwords))
    if (bytes.includes(password)) found.push(secretRef(ref));
  const pairs = [...Object.entries(ring.certificates), ...(ring.authority ? [["ca", ring.authority] as const] : [])];
  for (const [ref, { key }] of pairs) {
    const firstLine = key.split("\n")[2] ?? key;
    if (bytes.includes(firstLine)) found.push(secretRef(`${ref} (private key)`));
  }
  return found;
}

function entry<T>(entries: Readonly<Record<string, T>>, ref: string): T {
  const value = entries[ref];
  if (value === undefined) throw missing(`the secret ${ref}`);
  return value;
}

function missing(what: string): Fault {
  return new Fault(
    "keys-damaged",
    `${what} has not been made`,
    "Run `edgeward up` with the same compose file: it makes what is missing.",
  );
}
