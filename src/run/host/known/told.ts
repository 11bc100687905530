import type { Keys } from "../../../keys/keys.ts";
import type { DatabaseUser } from "../../../model/host-plan.ts";
import { statementsFor } from "../../../plan/host/database-users.ts";

/** Marks what a database has been told, passwords included: another one when a password is renewed. @returns undefined before they are made */
export async function toldDigest(
  users: readonly DatabaseUser[],
  keys: Keys,
  digest: (bytes: Uint8Array) => string,
): Promise<string | undefined> {
  try {
    const texts = await Promise.all(statementsFor(users).map(({ parts }) => keys.text(parts)));
    return digest(new TextEncoder().encode(texts.join("\n")));
  } catch {
    return undefined;
  }
}
