/** What goes through a shell and what comes back from it. */

/** Bytes on a line at most, of those that it stands for: the shell holds it whole. */
const lineBytes = 1024;

/**
 * Lines for `printf` that print exactly these bytes; the first character of each is a backslash, so that none is taken for an order.
 * @see POSIX, printf: `\ddd` is a byte in octal
 */
export function escaped(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += lineBytes) {
    const part = bytes.subarray(at, at + lineBytes);
    lines.push(
      Array.from(part, (byte, i) => (i > 0 && isPlain(byte) ? String.fromCharCode(byte) : octal(byte))).join(""),
    );
  }
  return lines.join("\n");
}

const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, "0")}`;
const isPlain = (byte: number): boolean => /[0-9A-Za-z]/.test(String.fromCharCode(byte));

/** Bytes that come in parts, until a mark that ends them; the mark may be cut anywhere. */
export class Until {
  readonly #mark: Buffer;
  /** What could be the mark's beginning, and how much of it was handed on all the same. */
  #held = Buffer.alloc(0);
  #given = 0;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  /** @returns what came before the mark; what could be its beginning is held until more is known */
  hear(bytes: Buffer): { readonly before: Buffer; readonly isOver: boolean } {
    const all = Buffer.concat([this.#held, bytes]);
    const given = this.#given;
    const end = all.indexOf(this.#mark);
    if (end >= 0) return { before: all.subarray(Math.min(given, end), end), isOver: true };
    let held = Math.min(this.#mark.length - 1, all.length);
    while (!all.subarray(all.length - held).equals(this.#mark.subarray(0, held))) held -= 1;
    const known = all.length - held;
    this.#held = all.subarray(known);
    this.#given = Math.max(0, given - known);
    return { before: all.subarray(Math.min(given, known), known), isOver: false };
  }

  /** What is held, when nothing follows: whoever waits for an answer to its last byte would wait for ever. A mark that goes on is still seen. */
  release(): Buffer {
    const bytes = this.#held.subarray(this.#given);
    this.#given = this.#held.length;
    return bytes;
  }
}
