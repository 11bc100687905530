/** The short packets that a server sends. */
import type { Qos } from "./qos.ts";

/** Packet types, section 2.2.1, as they stand in the upper half of the first byte. */
export const type = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;

/** First bytes of the four-byte packets that carry a packet identifier alone; PUBREL's flags are 0010 [MQTT-3.6.1-1]. */
export const ack = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70, unsuback: 0xb0 } as const;
export type Ack = (typeof ack)[keyof typeof ack];

/** CONNACK return codes, section 3.2.2.3. */
export const returnCode = {
  accepted: 0,
  level: 1,
  identifier: 2,
  unavailable: 3,
  badLogin: 4,
  notAuthorised: 5,
} as const;
export type ReturnCode = (typeof returnCode)[keyof typeof returnCode];

export const connack = (code: ReturnCode, sessionPresent = false): Buffer =>
  Buffer.from([0x20, 2, code === returnCode.accepted && sessionPresent ? 1 : 0, code]);

/** What an MQTT 5 client understands: reason 0x84, unsupported protocol version, and no properties (MQTT 5, section 3.2). */
export const connackFive = (): Buffer => Buffer.from([0x20, 3, 0, 0x84, 0]);

/** SUBACK's code for a filter that was not granted, section 3.9.3. */
export const refusedFilter = 0x80;

export function suback(id: number, codes: readonly (Qos | typeof refusedFilter)[]): Buffer {
  const header = [0x90];
  let left = 2 + codes.length;
  for (; left > 0x7f; left >>>= 7) header.push((left & 0x7f) | 0x80);
  return Buffer.from([...header, left, id >> 8, id & 0xff, ...codes]);
}

export const pingresp: Buffer = Buffer.from([0xd0, 0]);
