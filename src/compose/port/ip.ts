/** Whether a text is an IPv4 or IPv6 address as inet_pton(3) takes it: no names, no zones, no short forms of IPv4. */
export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** @see RFC 4291, section 2.2: eight groups, one run of zeros as `::`, the last two groups may be an IPv4 address */
function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (!text.includes(":") || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const tail = last.includes(".");
  if (tail && (!isIpv4(last) || (halves.length === 2 && halves[1] === ""))) return false;
  const hex = tail ? groups.slice(0, -1) : groups;
  const count = hex.length + (tail ? 2 : 0);
  return hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (halves.length === 2 ? count <= 7 : count === 8);
}
