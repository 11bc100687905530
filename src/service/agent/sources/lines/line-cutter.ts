/** Cuts a stream into lines. Invariant: holds at most `limitBytes`; a longer line is skipped to its end, and counted. */
export class LineCutter {
  readonly #limitBytes: number;
  #rest = Buffer.alloc(0);
  #skipping = false;
  #tooLong = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Lines that were longer than the limit. */
  get tooLong(): number {
    return this.#tooLong;
  }

  /** @returns the lines that are whole now, without line feeds and carriage returns, as UTF-8 */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#add(chunk.subarray(from, end));
      if (!this.#skipping) lines.push(this.#rest.toString().replace(/\r$/, ""));
      this.clear();
      from = end + 1;
    }
    this.#add(chunk.subarray(from));
    return lines;
  }

  /** Forgets a line that has no end: whoever wrote it is gone. */
  clear(): void {
    this.#rest = Buffer.alloc(0);
    this.#skipping = false;
  }

  #add(part: Buffer): void {
    if (this.#skipping) return;
    if (this.#rest.length + part.length > this.#limitBytes) {
      this.#tooLong++;
      this.#skipping = true;
      this.#rest = Buffer.alloc(0);
    } else if (part.length > 0) this.#rest = Buffer.concat([this.#rest, part]);
  }
}
