/** Who a request says it is. A password in a URL is none: URLs are logged, cached and shown. */
import type { IncomingMessage } from "node:http";

export interface Credentials {
  readonly user: string;
  readonly password: Buffer;
}

/** @see InfluxDB 1.8 documentation, "Authentication and authorization": Basic; "InfluxDB 2.x API compatibility": Token user:password */
export function credentialsOf(request: IncomingMessage): Credentials | undefined {
  const { authorization } = request.headers;
  const [, scheme = "", rest = ""] = /^(\w+) +(.+)$/.exec(authorization ?? "") ?? [];
  if (scheme.toLowerCase() === "basic") return split(Buffer.from(rest, "base64"));
  if (scheme.toLowerCase() === "token") return split(Buffer.from(rest));
  return undefined;
}

function split(bytes: Buffer): Credentials | undefined {
  const colon = bytes.indexOf(":");
  if (colon <= 0) return undefined;
  return { user: bytes.toString("utf8", 0, colon), password: bytes.subarray(colon + 1) };
}
