/** Packets byte by byte, also such as no library would write. */

/** A string or bytes after a two-byte length. */
export function field(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** @param first type and flags */
export function packet(first: number, ...parts: readonly (Uint8Array | number)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : part)));
  const length: number[] = [];
  for (let left = body.length; ; left >>= 7) {
    length.push(left > 0x7f ? (left & 0x7f) | 0x80 : left);
    if (left <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

/** CONNECT of ann's, with these flags. */
export function connectBytes(clientId: string, flags = 0xc2, ...more: readonly (Uint8Array | number)[]): Buffer {
  const login = flags & 0x80 ? [field("ann"), field("pw-ann")] : [];
  return packet(0x10, field("MQTT"), 4, flags, 0, 0, field(clientId), ...(more.length > 0 ? more : login));
}
