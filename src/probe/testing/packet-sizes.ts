import type { Duplex } from "node:stream";

/** Calls back as soon as a fixed header (MQTT 3.1.1, section 2.2) announces a packet of more bytes, whoever else reads the stream. */
export function onAnnounced(stream: Duplex, limitBytes: number, callback: () => void): void {
  let header: number[] = [];
  let body = 0;
  stream.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at++) {
      const skipped = Math.min(body, chunk.length - at);
      body -= skipped;
      at += skipped;
      const byte = chunk[at];
      if (byte === undefined) return;
      header.push(byte);
      if (header.length === 1 || byte >= 128) continue;
      body = header.slice(1).reduce((sum, digit, i) => sum + (digit & 127) * 128 ** i, 0);
      if (header.length + body > limitBytes) callback();
      header = [];
    }
  });
}
