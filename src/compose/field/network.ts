import { isIpAddress } from "../port/ip.ts";

/** `10.5.0.0/16`, `fd00::/64`. */
export function isSubnet(text: string): boolean {
  const [address = "", bits = "", ...more] = text.split("/");
  if (more.length > 0 || !isIpAddress(address) || !/^\d{1,3}$/.test(bits)) return false;
  return Number(bits) <= (address.includes(":") ? 128 : 32);
}

/** `02:42:ac:11:65:43`, with colons or hyphens. */
export function isMacAddress(text: string): boolean {
  return /^[0-9a-f]{2}([:-])[0-9a-f]{2}(\1[0-9a-f]{2}){4}$/i.test(text);
}
