/**
 * Reads chunks of a segment for a query that wants many of them: neighbours come with one read, since a read costs more than what it
 * brings. Holds a few blocks, those read last.
 */
import type { Segment } from "./segment.ts";

const blockBytes = 128 * 1024;
const blocksHeld = 4;

interface Block {
  readonly from: number;
  readonly to: number;
  readonly bytes: Promise<Buffer>;
}

export class BlockReader {
  readonly #segment: Segment;
  #blocks: Block[] = [];

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** As `Segment.read`. */
  async read(chunk: number): Promise<Buffer | undefined> {
    const at = this.#segment.places.at[chunk] ?? 0;
    const end = at + (this.#segment.places.length[chunk] ?? 0);
    const held = this.#blocks.find((block) => block.from <= at && end <= block.to);
    const block = held ?? this.#start(at, end);
    return this.#segment.payloadIn(await block.bytes, at - block.from);
  }

  #start(from: number, end: number): Block {
    const to = Math.min(Math.max(end, from + blockBytes), this.#segment.sizeBytes);
    const block = { from, to, bytes: this.#segment.readBytes(from, to - from) };
    this.#blocks = [...this.#blocks.slice(1 - blocksHeld), block];
    return block;
  }
}
