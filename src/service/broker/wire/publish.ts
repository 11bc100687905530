/** PUBLISH, MQTT 3.1.1 section 3.3: the packet that everything else waits for, so it is read in place and into one object. */
import type { Qos } from "./qos.ts";
import { type Violation, violates } from "./violation.ts";

const bad = {
  qos: violates("QoS 3 [MQTT-3.3.1-4]"),
  dup: violates("DUP at QoS 0 [MQTT-3.3.1-2]"),
  length: violates("PUBLISH ends too early"),
  id: violates("packet identifier is zero [MQTT-2.3.1-1]"),
};

/** Where the parts of a PUBLISH lie. One connection uses one of them again and again. */
export class PublishView {
  qos: Qos = 0;
  retain = false;
  topicStart = 0;
  topicEnd = 0;
  /** 0 at QoS 0. */
  id = 0;
  payloadStart = 0;

  /** @returns undefined when all is well; topic text is not looked at */
  read(first: number, bytes: Buffer, start: number, end: number): Violation | undefined {
    const qos = (first >> 1) & 3;
    if (qos === 3) return bad.qos;
    if (qos === 0 && first & 0x08) return bad.dup;
    this.qos = qos as Qos;
    this.retain = (first & 1) !== 0;
    this.topicStart = start + 2;
    if (this.topicStart > end) return bad.length;
    this.topicEnd = this.topicStart + (((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0));
    this.payloadStart = qos === 0 ? this.topicEnd : this.topicEnd + 2;
    if (this.payloadStart > end) return bad.length;
    this.id = qos === 0 ? 0 : ((bytes[this.topicEnd] ?? 0) << 8) | (bytes[this.topicEnd + 1] ?? 0);
    return qos !== 0 && this.id === 0 ? bad.id : undefined;
  }
}

/** Bytes that a PUBLISH takes, fixed header included. */
export function publishBytes(topicBytes: number, payloadBytes: number, qos: Qos): number {
  const length = 2 + topicBytes + (qos === 0 ? 0 : 2) + payloadBytes;
  return 1 + lengthBytes(length) + length;
}

/**
 * A PUBLISH to be sent to many: first byte and packet identifier are left for `sendPublish` to fill in.
 * @returns where the packet identifier belongs; meaningless at QoS 0
 */
export function writePublish(topic: string, payload: Buffer, withId: boolean): { packet: Buffer; idAt: number } {
  const topicBytes = Buffer.byteLength(topic);
  const length = 2 + topicBytes + (withId ? 2 : 0) + payload.length;
  const packet = Buffer.allocUnsafe(1 + lengthBytes(length) + length);
  let at = 0;
  packet[at++] = 0x30;
  for (let left = length; ; left >>>= 7) {
    packet[at++] = left > 0x7f ? (left & 0x7f) | 0x80 : left;
    if (left <= 0x7f) break;
  }
  at = packet.writeUInt16BE(topicBytes, at);
  at += packet.write(topic, at, topicBytes, "utf8");
  const idAt = at;
  if (withId) at = packet.writeUInt16BE(0, at);
  payload.copy(packet, at);
  return { packet, idAt };
}

function lengthBytes(length: number): number {
  return length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x200000 ? 3 : 4;
}
