/** compose's short port syntax: `[[host ip:][host port or range]:]container port or range[/protocol]`. */
import { isIpAddress } from "./ip.ts";

export interface PortText {
  readonly hostIp?: string;
  /** Absent: the engine chooses. */
  readonly published?: PortRange;
  readonly target: PortRange;
  readonly protocol: string;
}

export type PortRange = readonly [first: number, last: number];

const syntax = /^(?:(?:(\[[^\]]*\]|[^:[\]]*):)?([^:]*):)?([^:/]+)(?:\/(.*))?$/;

/** @returns what is wrong, as the end of a sentence that begins with "the port", when the text is none */
export function parsePort(text: string): PortText | string {
  const match = syntax.exec(text);
  if (!match) return "is not written as `[ip:][host:]container[/protocol]`";
  const [, ip = "", host = "", container = "", protocol = "tcp"] = match;
  const hostIp = ip.replace(/^\[|\]$/g, "");
  if (hostIp !== "" && !isIpAddress(hostIp)) return `has \`${hostIp}\` where an IP address belongs`;
  if (hostIp.includes(":") && !ip.startsWith("[")) return "has an IPv6 address without brackets";
  const target = parseRange(container);
  if (typeof target === "string") return target;
  const published = host === "" ? undefined : parseRange(host);
  if (typeof published === "string") return published;
  return {
    target,
    protocol: protocol.toLowerCase(),
    ...(published && published[1] > 0 ? { published } : {}),
    ...(hostIp ? { hostIp } : {}),
  };
}

/** `8080` or `8080-8090`; 0 alone leaves the choice to the engine. */
export function parseRange(text: string): PortRange | string {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text.trim());
  if (!match) return `has \`${text}\` where a port number belongs`;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (last > 65_535 || (first === 0 && last !== 0)) return `has ${text}, which is outside 1 to 65535`;
  return first <= last ? [first, last] : `has a range that ends before it begins: ${text}`;
}
