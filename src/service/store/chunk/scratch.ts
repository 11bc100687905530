import { ByteWriter } from "./bytes.ts";

/** Memory that chunks are made in, used again for each: making one afresh would leave more garbage than chunk. */
export class Scratch {
  readonly bytes = new ByteWriter(64 * 1024);
  /** Numbers on their way into a column, and the codes that they become; each for as many rows as a chunk has. */
  readonly numbers: Float64Array;
  readonly codes: Float64Array;

  constructor(rows: number) {
    this.numbers = new Float64Array(rows);
    this.codes = new Float64Array(rows);
  }
}
