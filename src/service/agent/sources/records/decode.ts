/** Bytes → records → numbers. */
import type { RecordLayout } from "./layout/layout.ts";

/** Cuts a stream into records of one length. Invariant: holds less than one record; how the stream is split into chunks does not matter. */
export class RecordCutter {
  readonly #sizeBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param sizeBytes 1 or more */
  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
  }

  /** Bytes of a record whose end has not come yet. */
  get restBytes(): number {
    return this.#rest.length;
  }

  push(chunk: Buffer): readonly Buffer[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const records: Buffer[] = [];
    let at = 0;
    for (; at + this.#sizeBytes <= bytes.length; at += this.#sizeBytes)
      records.push(bytes.subarray(at, at + this.#sizeBytes));
    this.#rest = Buffer.from(bytes.subarray(at));
    return records;
  }

  /** Whoever wrote the beginning is gone. @returns whether there was one */
  clear(): boolean {
    const partial = this.#rest.length > 0;
    this.#rest = Buffer.alloc(0);
    return partial;
  }
}

/** @param record of the layout's length */
export function decode(
  record: Buffer,
  { variables }: RecordLayout,
): readonly (readonly [name: string, value: bigint])[] {
  return variables.map(({ name, offset, bits, signed }) => {
    const bytes = bits / 8;
    return [name, BigInt(signed ? record.readIntLE(offset, bytes) : record.readUIntLE(offset, bytes))];
  });
}
