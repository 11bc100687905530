import type { Comment } from "../scan/margin.ts";

/** Goes through a text from line to line, and collects its comments. What returns false has met something unusual. */
export class Lines {
  readonly text: string;
  readonly comments: Comment[] = [];
  /** Where we are: at first where a line's content begins. */
  at = 0;
  /** Of the content, from 0; behind `- ` that of what follows there. At the end of the text -1. */
  column = -1;
  /** At least as many as the lexer would count so far. */
  lexemes = 0;
  #lineStart = 0;
  #contentEnd = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isOver(): boolean {
    return this.column < 0;
  }

  /** Whether nothing but a comment follows in this line. */
  get isAtEnd(): boolean {
    const sign = this.text[this.at];
    return sign === undefined || sign === "\n" || sign === "#";
  }

  /** Whether a list's item begins here. */
  get isDash(): boolean {
    if (this.text[this.at] !== "-") return false;
    const next = this.text[this.at + 1];
    return next === " " || next === "\n" || next === undefined;
  }

  /** @param end of content that begins where we are, or has begun before */
  pass(end: number): void {
    this.at = end;
    this.#contentEnd = end;
  }

  skipSpaces(): void {
    while (this.text[this.at] === " ") this.at += 1;
  }

  /** What follows here has lines of its own, indented as far as this. */
  beginBlock(): void {
    this.column = this.at - this.#lineStart;
  }

  /** From the end of a value to the next line that has content. */
  toNext(): boolean {
    this.skipSpaces();
    if (!this.isAtEnd || (this.text[this.at] === "#" && this.text[this.at - 1] !== " ")) return false;
    this.#toLineEnd();
    return this.toContent();
  }

  /** From a line's end, or the beginning of the text. */
  toContent(): boolean {
    while (this.text[this.at] === "\n" || this.at === 0) {
      if (this.text[this.at] === "\n") this.at += 1;
      this.#lineStart = this.at;
      this.lexemes += 2;
      this.skipSpaces();
      if (!this.isAtEnd) {
        this.beginBlock();
        return this.text[this.at] !== "\t";
      }
      this.#toLineEnd();
      if (this.at === 0) break;
    }
    this.column = -1;
    return true;
  }

  /** The line after this one's end, when it is indented further than `column`, and no comment: plain text goes on in it. */
  continued(column: number): string | undefined {
    const { text, at } = this;
    if (text[at] !== "\n") return undefined;
    let start = at + 1;
    while (text[start] === " ") start += 1;
    const sign = text[start];
    if (start - at - 1 <= column || sign === undefined || sign === "\n" || sign === "#") return undefined;
    this.#lineStart = at + 1;
    this.at = start;
    this.lexemes += 1;
    return text.slice(start, this.lineEnd());
  }

  lineEnd(): number {
    const end = this.text.indexOf("\n", this.at);
    return end < 0 ? this.text.length : end;
  }

  #toLineEnd(): void {
    const { text, at } = this;
    if (text[at] !== "#") return;
    this.at = this.lineEnd();
    this.lexemes += 2;
    const lineStart = this.#lineStart;
    this.comments.push({ offset: at, text: text.slice(at + 1, this.at), lineStart, contentEnd: this.#contentEnd });
  }
}
