/** Reads /proc/net/{tcp,tcp6,udp,udp6}. Pure. */

export interface BoundSocket {
  readonly protocol: "tcp" | "udp";
  /** IP address as `canonicalHost` writes it. */
  readonly host: string;
  readonly port: number;
  readonly inode: string;
}

/** include/net/tcp_states.h: a TCP socket that listens, and a UDP socket that takes packets from anybody. */
const openStates = { tcp: "0A", udp: "07" } as const;

/**
 * The sockets of one table that anybody may send to.
 * @param order byte order of the machine: the kernel prints each 32-bit word of an address as a number (proc(5))
 */
export function openSockets(table: string, protocol: "tcp" | "udp", order: "BE" | "LE"): readonly BoundSocket[] {
  return table.split("\n").flatMap((line): readonly BoundSocket[] => {
    const fields = line.trim().split(/\s+/);
    const [, local = "", , state] = fields;
    const inode = fields[9] ?? "";
    const parts = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local);
    if (!parts?.[1] || !parts[2] || state !== openStates[protocol] || !/^\d+$/.test(inode)) return [];
    return [{ protocol, host: hostOf(parts[1], order), port: Number.parseInt(parts[2], 16), inode }];
  });
}

/** One way to write an address: `localhost` is 127.0.0.1, an IPv4 address inside an IPv6 one is the former, zeros are left out. */
export function canonicalHost(host: string): string {
  if (host === "localhost") return "127.0.0.1";
  if (!host.includes(":")) return host;
  if (!URL.canParse(`http://[${host}]`)) return host;
  const plain = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain);
  if (!mapped?.[1] || !mapped[2]) return plain;
  const words = [mapped[1], mapped[2]].map((word) => Number.parseInt(word, 16));
  return words.flatMap((word) => [word >> 8, word & 255]).join(".");
}

function hostOf(hex: string, order: "BE" | "LE"): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => {
    const inOrder = word.match(/../g) ?? [];
    return (order === "LE" ? inOrder.toReversed() : inOrder).map((byte) => Number.parseInt(byte, 16));
  });
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return canonicalHost(groups.join(":"));
}
