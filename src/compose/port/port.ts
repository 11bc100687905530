/** compose's short port syntax: `[[host ip:][host port or range]:]container port or range[/protocol]`; IPv6 with or without brackets. */
import { isIpAddress } from "./ip.ts";

export interface PortText {
  readonly hostIp?: string;
  /** Absent: the engine chooses. */
  readonly published?: PortRange;
  readonly target: PortRange;
  readonly protocol: string;
}

export type PortRange = readonly [first: number, last: number];

/**
 * @returns what is wrong, as the end of a sentence that begins with "the port", when the text is none
 * @see docker/go-connections, nat.ParsePortSpec: the last two parts are ports, whatever stands before them is an address
 */
export function parsePort(text: string): PortText | string {
  const parts = text.split(":");
  const [container = "", protocol = ""] = (parts.at(-1) ?? "").split(/\/(.*)/s);
  const host = parts.at(-2) ?? "";
  const ip = parts.slice(0, -2).join(":");
  if (container === "") return "is not written as `[ip:][host:]container[/protocol]`";
  const hostIp = ip.replace(/^\[(.*)\]$/s, "$1");
  if (ip !== "" && !isIpAddress(hostIp)) return `has \`${hostIp}\` where an IP address belongs`;
  const target = parseRange(container);
  if (typeof target === "string") return target;
  const published = host === "" ? undefined : parseRange(host);
  if (typeof published === "string") return published;
  return {
    target,
    protocol: protocol === "" ? "tcp" : protocol.toLowerCase(),
    ...(published && published[1] > 0 ? { published } : {}),
    ...(hostIp ? { hostIp } : {}),
  };
}

/** `8080` or `8080-8090`; 0 alone leaves the choice to the engine. */
export function parseRange(text: string): PortRange | string {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (!match) return `has \`${text}\` where a port number belongs`;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (last > 65_535 || (first === 0 && last !== 0)) return `has ${text}, which is outside 1 to 65535`;
  return first <= last ? [first, last] : `has a range that ends before it begins: ${text}`;
}
