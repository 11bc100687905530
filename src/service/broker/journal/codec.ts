/**
 * The journal's file: a line that names the format, a marker of 16 random bytes, and records. A record is the marker, the length of what
 * follows the checksum (4 bytes), its CRC-32 (4), the length of the head (4), the head as JSON, and the payload. Numbers are unsigned,
 * most significant byte first.
 * Invariant: where a record begins is told by the marker alone, which no client knows: a payload that looks like a record is never read
 * as one, also not behind damaged bytes.
 */
import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { JournalRecord } from "./record.ts";

const format = Buffer.from("edgeward broker 1\n");
const markerBytes = 16;
/** Marker, length, checksum. */
const frameBytes = markerBytes + 8;

export class Encoder {
  readonly #marker = randomBytes(markerBytes);

  /** What a file begins with. */
  header(): Buffer {
    return Buffer.concat([format, this.#marker]);
  }

  encode(record: JournalRecord): Buffer {
    const payload = "payload" in record ? record.payload : undefined;
    const head = Buffer.from(JSON.stringify(payload ? { ...record, payload: undefined } : record));
    const bytes = Buffer.allocUnsafe(frameBytes + 4 + head.length + (payload?.length ?? 0));
    this.#marker.copy(bytes);
    bytes.writeUInt32BE(bytes.length - frameBytes, markerBytes);
    bytes.writeUInt32BE(head.length, frameBytes);
    head.copy(bytes, frameBytes + 4);
    payload?.copy(bytes, frameBytes + 4 + head.length);
    bytes.writeUInt32BE(crc32(bytes.subarray(frameBytes)), markerBytes + 4);
    return bytes;
  }
}

export interface Decoded {
  readonly records: readonly JournalRecord[];
  /** Places where something was and could not be read. An end that was never written whole is not among them. */
  readonly damaged: number;
}

/** Reads what can be read: after bytes that are no record, reading goes on at the next marker. */
export function decode(bytes: Buffer): Decoded {
  const records: JournalRecord[] = [];
  const start = format.length + markerBytes;
  const marker = markerOf(bytes);
  const whole = bytes.length <= start || bytes.subarray(0, start).equals(Buffer.concat([format, marker]));
  let damaged = whole ? 0 : 1;
  for (let at = start; at < bytes.length; ) {
    const found = readRecord(bytes, at, marker);
    if (typeof found === "object") {
      records.push(found.record);
      at = found.end;
      continue;
    }
    const next = bytes.indexOf(marker, at + 1);
    if (next !== -1 || found === "damaged") damaged++;
    at = next === -1 ? bytes.length : next;
  }
  return { records, damaged };
}

/** Header and first record both hold it; should one of them be damaged, the records behind tell which. */
function markerOf(bytes: Buffer): Buffer {
  const inHeader = bytes.subarray(format.length, format.length + markerBytes);
  const inRecord = bytes.subarray(format.length + markerBytes, format.length + 2 * markerBytes);
  const later = format.length + 2 * markerBytes;
  if (inRecord.length < markerBytes || isZero(inRecord) || bytes.indexOf(inHeader, format.length + markerBytes) !== -1)
    return inHeader;
  return bytes.indexOf(inRecord, later) === -1 ? inHeader : inRecord;
}

/** @returns "cut" for what a crash leaves of a write: the first part of a record, or zeros where the file grew before its bytes came */
function readRecord(
  bytes: Buffer,
  at: number,
  marker: Buffer,
): { record: JournalRecord; end: number } | "cut" | "damaged" {
  const body = at + frameBytes;
  if (body > bytes.length) return "cut";
  const end = body + bytes.readUInt32BE(at + markerBytes);
  if (!bytes.subarray(at, at + markerBytes).equals(marker)) return isZero(bytes.subarray(at)) ? "cut" : "damaged";
  if (end > bytes.length) return "cut";
  if (end < body + 4 || crc32(bytes.subarray(body, end)) !== bytes.readUInt32BE(at + markerBytes + 4)) return "damaged";
  const payload = body + 4 + bytes.readUInt32BE(body);
  // The checksum is right, so we wrote this: its form is ours.
  const head = JSON.parse(bytes.toString("utf8", body + 4, payload)) as JournalRecord;
  const withPayload = head.kind === "owe" || head.kind === "retain";
  return { record: withPayload ? { ...head, payload: own(bytes, payload, end) } : head, end };
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

/** A copy, so that a small payload does not keep the whole file in memory. */
function own(bytes: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(end - start);
  bytes.copy(copy, 0, start, end);
  return copy;
}
