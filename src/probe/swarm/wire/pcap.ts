/**
 * Reads a capture as tcpdump writes it, also while it is being written.
 * @see draft-ietf-opsawg-pcap: 24 bytes of head, then 16 bytes before each packet
 */

export interface Packet {
  /** LINKTYPE_ of the capture. */
  readonly link: number;
  /** As much of it as was captured. */
  readonly bytes: Buffer;
}

const headBytes = 24;
const recordBytes = 16;
/** More than any snap length of ours: what says so is no capture. */
const longest = 262_144;

/** Takes a capture bit by bit, and gives each packet once. */
export class PcapReader {
  #rest = Buffer.alloc(0);
  #head: { readonly link: number; readonly little: boolean } | undefined;

  /** @throws Error when the bytes are no capture */
  feed(bytes: Uint8Array): readonly Packet[] {
    let rest: Buffer = Buffer.concat([this.#rest, bytes]);
    const packets: Packet[] = [];
    if (!this.#head && rest.length >= headBytes) {
      this.#head = headOf(rest);
      rest = rest.subarray(headBytes);
    }
    while (this.#head && rest.length >= recordBytes) {
      const length = this.#head.little ? rest.readUInt32LE(8) : rest.readUInt32BE(8);
      if (length > longest) throw new Error(`not a capture: a packet of ${length} bytes`);
      if (rest.length < recordBytes + length) break;
      packets.push({ link: this.#head.link, bytes: rest.subarray(recordBytes, recordBytes + length) });
      rest = rest.subarray(recordBytes + length);
    }
    this.#rest = Buffer.from(rest);
    return packets;
  }
}

/** Times in micro- or nanoseconds, which we do not look at; in the byte order of the machine that wrote it. */
const magics = [0xa1b2c3d4, 0xa1b23c4d];

function headOf(bytes: Buffer): { readonly link: number; readonly little: boolean } {
  const little = magics.includes(bytes.readUInt32LE(0));
  if (!little && !magics.includes(bytes.readUInt32BE(0))) throw new Error("not a capture: its first bytes are others");
  // The upper bits say whether a checksum follows each frame.
  return { link: (little ? bytes.readUInt32LE(20) : bytes.readUInt32BE(20)) & 0xffff, little };
}
