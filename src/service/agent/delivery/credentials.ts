import { readFile } from "node:fs/promises";
import type { Credentials } from "./link.ts";
import { type Trouble, unreadable, type Whom } from "./trouble.ts";

/** Read anew at each attempt, so that a rotated password or CA is taken up. */
export async function readCredentials(whom: Whom): Promise<Credentials | Trouble> {
  if (whom.user === undefined) return {};
  if (whom.passwordFile === undefined) return { user: whom.user };
  const text = await readOr("the password file", whom.passwordFile);
  if (!Buffer.isBuffer(text)) return text;
  const end = text.at(-1) === 0x0a ? (text.at(-2) === 0x0d ? -2 : -1) : text.length;
  return { user: whom.user, password: text.subarray(0, end) };
}

/** @returns the bytes, or why there are none */
export async function readOr(what: string, path: string): Promise<Buffer | Trouble> {
  try {
    return await readFile(path);
  } catch (error) {
    return unreadable(what, path, error);
  }
}
