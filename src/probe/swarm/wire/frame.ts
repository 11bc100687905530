/** What a captured packet is to us: VXLAN in clear, ESP, or neither. Pure. */
import type { Packet } from "./pcap.ts";

export type Frame = {
  /** IP addresses of the outermost header. */
  readonly from: string;
  readonly to: string;
} & (
  | { readonly kind: "vxlan"; readonly vni: number; readonly bytes: Buffer }
  | { readonly kind: "esp"; readonly spi: number }
);

/** Bytes before the IP header, by link type. @see www.tcpdump.org/linktypes.html: EN10MB, RAW, LINUX_SLL, LINUX_SLL2 */
const links: Readonly<Record<number, { readonly head: number; readonly typeAt?: number }>> = {
  1: { head: 14, typeAt: 12 },
  101: { head: 0 },
  113: { head: 16, typeAt: 14 },
  276: { head: 20, typeAt: 0 },
};

const [udp, esp] = [17, 50];
const vlanTags = [0x8100, 0x88a8];

/** @param ports of the swarm's data path: 4789 unless `swarm init` was told another. @returns undefined for anything else */
export function readFrame({ link, bytes }: Packet, ports: readonly number[]): Frame | undefined {
  try {
    const ip = ipHeader(bytes, link);
    if (!ip) return undefined;
    const { protocol, from, to, next } = ip;
    if (protocol === esp) return { kind: "esp", from, to, spi: bytes.readUInt32BE(next) };
    if (protocol !== udp || !ports.includes(bytes.readUInt16BE(next + 2))) return undefined;
    // RFC 7348, section 5: the I flag, 3 bytes reserved, 3 bytes of VNI, 1 reserved.
    if ((bytes.readUInt8(next + 8) & 0x08) === 0) return undefined;
    return { kind: "vxlan", from, to, vni: bytes.readUIntBE(next + 12, 3), bytes };
  } catch (error) {
    // Cut off before what we look at.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface IpHeader {
  readonly protocol: number;
  readonly from: string;
  readonly to: string;
  /** Where the next header starts. */
  readonly next: number;
}

function ipHeader(bytes: Buffer, link: number): IpHeader | undefined {
  const shape = links[link];
  if (!shape) return undefined;
  let start = shape.head;
  if (shape.typeAt !== undefined) {
    let type = bytes.readUInt16BE(shape.typeAt);
    for (; link === 1 && vlanTags.includes(type); start += 4) type = bytes.readUInt16BE(start + 2);
    if (type !== 0x0800 && type !== 0x86dd) return undefined;
  }
  const version = bytes.readUInt8(start) >> 4;
  if (version === 4) {
    // Of a packet in pieces only the first says what it is.
    if ((bytes.readUInt16BE(start + 6) & 0x1fff) !== 0) return undefined;
    return {
      protocol: bytes.readUInt8(start + 9),
      from: [...bytes.subarray(start + 12, start + 16)].join("."),
      to: [...bytes.subarray(start + 16, start + 20)].join("."),
      next: start + (bytes.readUInt8(start) & 0x0f) * 4,
    };
  }
  if (version !== 6) return undefined;
  return {
    protocol: bytes.readUInt8(start + 6),
    from: v6(bytes.subarray(start + 8, start + 24)),
    to: v6(bytes.subarray(start + 24, start + 40)),
    next: start + 40,
  };
}

/** As `ip` writes it. */
function v6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
