import { readText } from "./text.ts";

/**
 * Reads the fields of one packet in turn. Nothing is read past the packet's end: what is not there is undefined, and `short` is set;
 * text that is not a UTF-8 string as MQTT wants it is undefined too, and `illFormed` is set.
 */
export class Cursor {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  short = false;
  illFormed = false;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number | undefined {
    if (this.left >= 1) return this.#bytes[this.#at++];
    this.short = true;
    return undefined;
  }

  /** Two bytes, most significant first. */
  word(): number | undefined {
    this.#at += 2;
    if (this.left >= 0) return this.#bytes.readUInt16BE(this.#at - 2);
    this.short = true;
    return undefined;
  }

  /** Bytes after a two-byte length; a view, not a copy. */
  data(): Buffer | undefined {
    const length = this.word();
    if (length === undefined) return undefined;
    this.#at += length;
    if (this.left >= 0) return this.#bytes.subarray(this.#at - length, this.#at);
    this.short = true;
    return undefined;
  }

  text(): string | undefined {
    const data = this.data();
    const text = data && readText(data, 0, data.length);
    if (data && text === undefined) this.illFormed = true;
    return text;
  }
}
