/** One entry of `extra_hosts`: `name=address`, or `name:address` as it was written before. */
import { isIpAddress } from "../port/ip.ts";

export interface HostEntry {
  readonly host: string;
  /** Addresses without brackets, or `host-gateway`. */
  readonly addresses: readonly string[];
}

/** @returns what is wrong, as the end of a sentence that begins with "the entry", when the text is none */
export function parseExtraHost(text: string): HostEntry | string {
  const separator = text.includes("=") ? "=" : ":";
  const cut = text.indexOf(separator);
  if (cut < 0) return "has no address behind the name";
  return hostEntry(text.slice(0, cut), text.slice(cut + 1).split(","));
}

/** @returns what is wrong, as `parseExtraHost` */
export function hostEntry(host: string, written: readonly string[]): HostEntry | string {
  if (host === "" || /[:=\s]/.test(host)) return `has \`${host}\` where a host's name belongs`;
  const addresses = written.map((one) => one.trim().replace(/^\[(.*)\]$/, "$1"));
  const bad = addresses.find((address) => address !== "host-gateway" && !isIpAddress(address));
  // Never what stands there: it may be a password in a wrong place.
  return bad === undefined ? { host, addresses } : `has something other than an IP address behind \`${host}\``;
}
