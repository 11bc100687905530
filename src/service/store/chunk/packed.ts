/** Bytes, deflated where that saves some. */
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { type ByteReader, type ByteWriter, damaged } from "./bytes.ts";

/** Below this, deflate's own overhead eats what it saves. */
const worthTryingBytes = 48;
/** More than any column of a chunk unpacks to: a forged length must not allocate without end. */
const unpackedLimitBytes = 64 * 1024 * 1024;

const stored = 0;
const deflated = 1;

/**
 * Synchronous on purpose: an asynchronous call costs about 250 µs of processor time, the work on a chunk's column about 40 µs.
 * @param content `numbers` have no phrases worth searching: only runs and frequent bytes
 */
export function pack(to: ByteWriter, bytes: Buffer, content: "numbers" | "text"): void {
  if (bytes.length >= worthTryingBytes) {
    const strategy = content === "numbers" ? constants.Z_RLE : constants.Z_DEFAULT_STRATEGY;
    const small = deflateRawSync(bytes, { level: 1, strategy, chunkSize: Math.max(64, bytes.length + 64) });
    if (small.length < bytes.length) {
      to.u8(deflated);
      to.varint(bytes.length);
      to.varint(small.length);
      to.raw(small);
      return;
    }
  }
  to.u8(stored);
  to.varint(bytes.length);
  to.raw(bytes);
}

export function unpack(from: ByteReader): Buffer {
  const how = from.u8();
  const length = from.varint();
  if (how === stored) return from.raw(length);
  if (how !== deflated || length > unpackedLimitBytes)
    throw damaged("a column of the store is packed in an unknown way");
  const small = from.raw(from.varint());
  try {
    const bytes = inflateRawSync(small, { chunkSize: Math.max(64, length), maxOutputLength: length });
    if (bytes.length === length) return bytes;
  } catch {
    // What zlib says of damaged bytes means nothing to a person.
  }
  throw damaged("a column of the store does not unpack");
}
