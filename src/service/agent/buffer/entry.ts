/** What the buffer's frames say. */
import { type Frame, packFrame } from "./frame.ts";

export type Entry = MessageEntry | AckEntry | StateEntry;

export interface MessageEntry {
  readonly is: "message";
  /** Place in the order of all messages, over all topics: below 2^48. */
  readonly index: number;
  /** Number among the messages of its topic: below 2^48. */
  readonly seq: number;
  readonly topic: string;
  readonly mark?: Mark;
  readonly payload: Buffer;
}

/** How far a source had been read when it made the message: kept with it, so that a restart goes on from there. */
export interface Mark {
  readonly source: string;
  readonly place: string;
}

/** All messages with an index below `upTo` are with the broker, or given up. */
interface AckEntry {
  readonly is: "ack";
  readonly upTo: number;
}

/** All that must outlive the removal of earlier segments. */
export interface StateEntry {
  readonly is: "state";
  readonly next: number;
  readonly acked: number;
  /** Number of the next message, by topic. */
  readonly seqs: readonly (readonly [topic: string, next: number])[];
  readonly marks: readonly (readonly [source: string, place: string])[];
}

const kinds = { message: 1, ack: 2, state: 3 } as const;
const headBytes = 16;

export function packEntry(entry: Entry): Buffer {
  switch (entry.is) {
    case "message":
      return packFrame(kinds.message, messageBody(entry));
    case "ack": {
      const body = Buffer.allocUnsafe(6);
      body.writeUIntBE(entry.upTo, 0, 6);
      return packFrame(kinds.ack, body);
    }
    case "state": {
      const { next, acked, seqs, marks } = entry;
      return packFrame(kinds.state, Buffer.from(JSON.stringify({ next, acked, seqs, marks })));
    }
  }
}

/** @returns undefined for a kind that this version does not know */
export function entryOf({ kind, body }: Frame): Entry | undefined {
  switch (kind) {
    case kinds.message:
      return messageOf(body);
    case kinds.ack:
      return { is: "ack", upTo: body.readUIntBE(0, 6) };
    case kinds.state:
      // The frame's CRC is right, so these are the bytes that packEntry wrote.
      return { is: "state", ...JSON.parse(body.toString()) } as StateEntry;
    default:
      return undefined;
  }
}

function messageBody({ index, seq, topic, mark, payload }: MessageEntry): Buffer {
  const name = Buffer.from(topic);
  const place = Buffer.from(mark ? JSON.stringify([mark.source, mark.place]) : "");
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUIntBE(index, 0, 6);
  head.writeUIntBE(seq, 6, 6);
  head.writeUInt16BE(name.length, 12);
  head.writeUInt16BE(place.length, 14);
  return Buffer.concat([head, name, place, payload]);
}

function messageOf(body: Buffer): MessageEntry {
  const topicEnd = headBytes + body.readUInt16BE(12);
  const markEnd = topicEnd + body.readUInt16BE(14);
  const message: MessageEntry = {
    is: "message",
    index: body.readUIntBE(0, 6),
    seq: body.readUIntBE(6, 6),
    topic: body.toString("utf8", headBytes, topicEnd),
    payload: body.subarray(markEnd),
  };
  if (markEnd === topicEnd) return message;
  const [source, place] = JSON.parse(body.toString("utf8", topicEnd, markEnd)) as [string, string];
  return { ...message, mark: { source, place } };
}
