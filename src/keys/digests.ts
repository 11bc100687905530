/** Names for contents. Only `wire.ts` hands it out. */
import { createHash, scrypt } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { promisify } from "node:util";
import type { Digests } from "./keys.ts";

const digits = 12;

/** Largest secret or config that a swarm takes. @see Docker documentation, "Manage sensitive data with Docker secrets" */
const mostBytes = 500_000;

/** Of 16 MB and some 40 ms on one core of 2020. @see RFC 7914, section 2: N, r, p */
const cost = { N: 16_384, r: 8, p: 1 };

const slowly = (text: string, salt: string, bytes: number): Promise<Buffer> =>
  promisify<string, string, number, typeof cost, Buffer>(scrypt)(text, salt, bytes, cost);

export const digests: Digests = {
  plain: (text) => createHash("sha256").update(text).digest("hex").slice(0, digits),
  ofFile: async (path) => (await wholeOf(path))?.slice(0, digits),
  async ofSecret(secret, salt) {
    const whole =
      "file" in secret ? await wholeOf(secret.file) : createHash("sha256").update(secret.text).digest("hex");
    if (whole === undefined) return undefined;
    return (await slowly(whole, salt, digits / 2)).toString("hex");
  },
};

/** SHA-256, hexadecimal, of a file that a swarm can carry: neither empty nor too large. */
async function wholeOf(path: string): Promise<string | undefined> {
  try {
    // Opening a pipe, and reading a device, may never end.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile() || found.size === 0 || found.size > mostBytes) return undefined;
    const hash = createHash("sha256");
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}
