/** The cookie that a session is known by. */
import { absoluteMs } from "./sessions.ts";

/** A browser takes this name over TLS only, for this very host and all of its paths. @see RFC 6265bis, section 4.1.3.2 */
const name = "__Host-edgeward-console";
const rules = "Path=/; Secure; HttpOnly; SameSite=Strict";

export const cookieOf = (id: string): string => `${name}=${id}; ${rules}; Max-Age=${absoluteMs / 1000}`;
export const noCookie = `${name}=; ${rules}; Max-Age=0`;

/** @returns the session's id; undefined where there is none, or several, which no browser sends */
export function idIn(header: string | undefined): string | undefined {
  const ids = (header ?? "").split(";").flatMap((part) => {
    const [key, value] = part.trim().split("=", 2);
    return key === name && value && /^[\w-]{43}$/.test(value) ? [value] : [];
  });
  return ids.length === 1 ? ids[0] : undefined;
}
