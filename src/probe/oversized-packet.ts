/** A PUBLISH of more bytes than a broker says it takes, in pieces. Pure. */

/** The largest remaining length, MQTT 3.1.1 section 2.2.3: nobody can announce more. */
const remainingLimitBytes = 268_435_455;
/** The longest variable header of a PUBLISH at QoS 0: the topic and its length. */
const topicRoomBytes = 2 + 65_535;
/** No more than this is sent, however large the limit is. */
export const mostSentBytes = 16 * 1024 * 1024;
const chunkBytes = 64 * 1024;

export interface OversizedPacket {
  readonly bytes: number;
  /** All but the last byte, or the first `mostSentBytes`. */
  readonly beginning: Iterable<Uint8Array>;
  /** What completes it; absent when it is too large to be sent as a whole. */
  readonly end?: Uint8Array;
}

/** Whether MQTT knows a packet that exceeds the limit. */
export const canExceed = (limitBytes: number): boolean => limitBytes < remainingLimitBytes - topicRoomBytes;

/**
 * Its payload alone exceeds the limit: brokers differ in whether they count the headers.
 * @param mark what the payload starts with; blanks follow
 * @param limitBytes one that can be exceeded, and more than the mark has
 */
export function oversizedPacket(topic: string, mark: string, limitBytes: number): OversizedPacket {
  const name = Buffer.from(topic);
  const length = Buffer.from([name.length >> 8, name.length & 255]);
  const payloadBytes = Math.max(limitBytes, Buffer.byteLength(mark)) + 1;
  const header = fixedHeader(length.length + name.length + payloadBytes);
  const start = Buffer.concat([header, length, name, Buffer.from(mark)]);
  const bytes = header.length + length.length + name.length + payloadBytes;
  const sent = Math.min(bytes - 1, mostSentBytes);
  return {
    bytes,
    beginning: pieces(start, sent),
    ...(sent === bytes - 1 ? { end: Buffer.from(" ") } : {}),
  };
}

/** PUBLISH at QoS 0, neither repeated nor retained (section 3.3.1). */
function fixedHeader(remaining: number): Buffer {
  const digits: number[] = [];
  for (let rest = remaining; rest > 0 || digits.length === 0; rest = Math.floor(rest / 128))
    digits.push((rest % 128) + (rest >= 128 ? 128 : 0));
  return Buffer.from([0x30, ...digits]);
}

function* pieces(start: Uint8Array, bytes: number): Iterable<Uint8Array> {
  yield start;
  const blanks = Buffer.alloc(chunkBytes, " ");
  for (let left = bytes - start.length; left > 0; left -= chunkBytes)
    yield left < chunkBytes ? blanks.subarray(0, left) : blanks;
}
