/** Levels of a document, its root being the first. */
export const depthLimit = 64;

/** Each level of a block takes a line's indentation and a sign (`-`, `:`) at the most. */
const blockLimit = 4 * depthLimit;

interface Line {
  readonly column: number;
  signs: number;
}

/**
 * Tells while a text is read that it nests too deep, before anything calls itself for each level. Generous in blocks: the builder
 * judges exactly.
 */
export class NestingWatch {
  readonly #lines: Line[] = [];
  #deep = 0;
  #flow = 0;
  #atLineStart = true;

  get isTooDeep(): boolean {
    return this.#flow > depthLimit || this.#deep > blockLimit;
  }

  onLineEnd(): void {
    this.#atLineStart = true;
  }

  onFlowError(): void {
    this.#flow = 0;
  }

  /** @param lexeme anything but white space, comments and line ends */
  onContent(lexeme: string, column: number): void {
    if (lexeme === "[" || lexeme === "{") this.#flow += 1;
    else if (this.#flow > 0) {
      if (lexeme === "]" || lexeme === "}") this.#flow -= 1;
      return;
    }
    if (this.#atLineStart) this.#indent(column);
    this.#atLineStart = false;
    if (lexeme === "-" || lexeme === "?" || lexeme === ":") this.#count(1);
  }

  #indent(column: number): void {
    for (let top = this.#lines.at(-1); top !== undefined && top.column >= column; top = this.#lines.at(-1)) {
      this.#lines.pop();
      this.#deep -= top.signs;
    }
    this.#lines.push({ column, signs: 0 });
    this.#count(1);
  }

  #count(signs: number): void {
    const top = this.#lines.at(-1);
    if (top) top.signs += signs;
    this.#deep += signs;
  }
}
