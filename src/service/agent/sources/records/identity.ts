/** Which file it is, whatever its name: device and inode. */
import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";

export const identityOf = ({ dev, ino }: Pick<BigIntStats, "dev" | "ino">): string => `${dev}:${ino}`;

/** @returns undefined when nothing has the name, or it cannot be asked */
export async function identityAt(path: string): Promise<string | undefined> {
  try {
    return identityOf(await stat(path, { bigint: true }));
  } catch {
    return undefined;
  }
}
