/** The keys of one stack, kept in its `.edgeward/keys`. */
import { createHash } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { Fault } from "../model/fault.ts";
import { generatedRoot, keysDir, type Layout } from "../model/layout.ts";
import type { GeneratedFile, Hole } from "../model/secret.ts";
import { complete, type Making } from "./complete.ts";
import { placeGenerated, writeGenerated } from "./generated.ts";
import type { Keys } from "./keys.ts";
import { type Ring, readRing, ringFile, writeRing } from "./ring.ts";
import { searched } from "./search.ts";

export interface FileKeysOptions extends Making {
  readonly layout: Layout;
}

export function fileKeys(options: FileKeysOptions): Keys {
  const directory = keysDir(options.layout);
  let held: { readonly ring: Promise<Ring>; readonly state: string } | undefined;
  /** Another process may have changed it: whoever watches a stack lives longer than a command that rotates a password. */
  const ring = async (): Promise<Ring> => {
    const state = await stateOf(ringFile(directory));
    if (held?.state !== state) held = { ring: readRing(directory), state };
    return held.ring;
  };
  const write = async (after: Ring): Promise<void> => {
    await writeRing(directory, after);
    held = { ring: Promise.resolve(after), state: await stateOf(ringFile(directory)) };
  };

  return {
    async ensure(specs) {
      const { ring: after, made } = await complete(await ring(), specs, options);
      if (made.length > 0) await write(after);
      return made;
    },
    async retire(refs) {
      const before = await ring();
      const gone = new Set<string>(refs.filter((ref) => before.passwords[ref]));
      if (gone.size === 0) return;
      const passwords = Object.fromEntries(Object.entries(before.passwords).filter(([ref]) => !gone.has(ref)));
      await write({ ...before, passwords });
    },
    async fill(files, reader) {
      const keys = await ring();
      await writeGenerated(
        options.layout,
        files.map((file) => ({ service: file.service, name: file.name, text: filled(file.parts, keys) })),
        reader === "owner" ? 0o600 : 0o444,
      );
    },
    async place(files) {
      const keys = await ring();
      await placeGenerated(
        options.layout,
        files.map((file) => ({ ...file, text: filled(file.parts, keys) })),
        0o600,
      );
    },
    async fingerprints(files) {
      const keys = await ring();
      const byService = new Map<string, (readonly [string, string])[]>();
      for (const { service, name, parts } of files) {
        const own = byService.get(service) ?? [];
        own.push([name, filled(parts, keys)]);
        byService.set(service, own);
      }
      const prints: Record<string, string> = {};
      for (const [service, own] of byService)
        prints[service] = createHash("sha256").update(JSON.stringify(own)).digest("hex");
      return prints;
    },
    async text(parts) {
      return filled(parts, await ring());
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

/** Another one when the file is another. @see writeWhole: it is never changed in place */
async function stateOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino} ${found.mtimeNs} ${found.size}` : "";
}

function filled(parts: GeneratedFile["parts"], ring: Ring): string {
  return parts.map((part) => (typeof part === "string" ? part : content(part, ring))).join("");
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
