import { createHash, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { PasswordHash } from "./password-file.ts";

const derive = promisify(pbkdf2);

/** Whether the hash is this password's. PBKDF2 runs on libuv's threads, not on ours; the comparison takes the same time whatever differs. */
export async function verify(expected: PasswordHash, password: Buffer): Promise<boolean> {
  const actual =
    expected.kind === "sha512"
      ? createHash("sha512").update(password).update(expected.salt).digest()
      : await derive(password, expected.salt, expected.iterations, expected.hash.length, "sha512");
  return timingSafeEqual(actual, expected.hash);
}
