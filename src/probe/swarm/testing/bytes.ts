/** Captures by the byte, as tcpdump on `any` would write them: Ethernet, IPv4, and what is in it. */
export function aCapture(frames: readonly Buffer[], link = 1): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt32LE(link, 20);
  const records = frames.map((frame) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return Buffer.concat([record, frame]);
  });
  return Buffer.concat([head, ...records]);
}

export function anIpv4(protocol: number, from: string, to: string, payload: Buffer): Buffer {
  const ethernet = Buffer.alloc(14);
  ethernet.writeUInt16BE(0x0800, 12);
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip[9] = protocol;
  ip.set(from.split(".").map(Number), 12);
  ip.set(to.split(".").map(Number), 16);
  return Buffer.concat([ethernet, ip, payload]);
}

export const aVxlan = (vni: number, inner: string, port?: number): Buffer =>
  aVxlanFrom("10.0.0.1", "10.0.0.2", vni, inner, port);

export function aVxlanFrom(from: string, to: string, vni: number, inner: string, port = 4789): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt16BE(port, 2);
  head[8] = 0x08;
  head.writeUIntBE(vni, 12, 3);
  return anIpv4(17, from, to, Buffer.concat([head, Buffer.from(inner)]));
}

export const anEsp = (spi: number): Buffer => anEspFrom("10.0.0.1", "10.0.0.2", spi);

export function anEspFrom(from: string, to: string, spi: number): Buffer {
  const head = Buffer.alloc(40);
  head.writeUInt32BE(spi, 0);
  return anIpv4(50, from, to, head);
}
