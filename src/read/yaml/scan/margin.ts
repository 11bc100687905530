import type { Look } from "../../../model/node.ts";

/** A comment of the text, without its `#`. Offsets count UTF-16 units. */
export interface Comment {
  readonly offset: number;
  readonly text: string;
  /** Of the line that it stands in. */
  readonly lineStart: number;
  /** Where the last thing before it ends that is neither a comment nor white space. */
  readonly contentEnd: number;
}

/**
 * Hands the comments of a text to the values that they stand beside, in the order of the text. Whatever nobody has claimed goes to
 * the next value, or to the end of the collection: no comment is lost.
 */
export class Margin {
  readonly #text: string;
  readonly #comments: readonly Comment[];
  #next = 0;

  constructor(text: string, comments: readonly Comment[]) {
    this.#text = text;
    this.#comments = comments;
  }

  /** What stands above a key, or the `-` of an item. */
  above(offset: number): Pick<Look, "above" | "gap"> | undefined {
    const first = this.#comments[this.#next];
    if (first === undefined || first.offset >= offset) return this.#isAfterBlank(offset) ? gap : undefined;
    const isAfterBlank = this.#isAfterBlank(first.offset);
    const lines = this.#takenWhile((comment) => comment.offset < offset);
    if (this.#isAfterBlank(offset)) lines.push("");
    return { above: lines.join("\n"), ...(isAfterBlank && gap) };
  }

  /**
   * What stands in a key's line before its value.
   * @param end of the key
   * @param valueStart where the value's own text begins
   */
  besideKey(end: number, valueStart: number): string | undefined {
    const comment = this.#comments[this.#next];
    if (comment === undefined || comment.offset < end || comment.lineStart > end) return undefined;
    if (comment.offset > valueStart) return undefined;
    this.#next += 1;
    return shown(comment);
  }

  /** @param end where a value ends */
  beside(end: number): string | undefined {
    const comment = this.#comments[this.#next];
    if (comment === undefined || comment.lineStart > end) return undefined;
    return /^\s*,?$/.test(this.#text.slice(end, comment.contentEnd)) ? this.besideKey(end, comment.offset) : undefined;
  }

  /**
   * What stands at the end of a collection, indented as its items are.
   * @param end where the last item ends, with or without what is no content behind it
   * @param column of the items, from 0
   */
  below(end: number, column: number): string | undefined {
    return this.#blockOf(
      ({ offset, contentEnd, lineStart }) =>
        contentEnd <= end && (contentEnd > lineStart || offset - lineStart >= column),
    );
  }

  /** All that is left before `end`. */
  rest(end: number): string | undefined {
    return this.#blockOf(({ offset }) => offset < end);
  }

  #blockOf(isOurs: (comment: Comment) => boolean): string | undefined {
    const first = this.#comments[this.#next];
    if (first === undefined || !isOurs(first)) return undefined;
    const before = this.#isAfterBlank(first.offset) ? "\n" : "";
    return before + this.#takenWhile(isOurs).join("\n");
  }

  /** The lines of a block of comments; a blank line between two of them is an empty one. */
  #takenWhile(isOurs: (comment: Comment) => boolean): string[] {
    const lines: string[] = [];
    for (let comment = this.#comments[this.#next]; comment && isOurs(comment); comment = this.#comments[this.#next]) {
      if (lines.length > 0 && this.#isAfterBlank(comment.offset)) lines.push("");
      lines.push(shown(comment));
      this.#next += 1;
    }
    return lines;
  }

  /** Where the next `-` stands that is no part of what ends at `from`. */
  dashAfter(from: number): number {
    let at = from;
    for (let sign = this.#text[at]; sign !== undefined && sign !== "-"; sign = this.#text[at]) {
      if (sign === "#") at = this.#text.indexOf("\n", at);
      if (at < 0) return from;
      at += 1;
    }
    return at;
  }

  /** Whether what stands there begins its line, and the line before is blank. */
  #isAfterBlank(offset: number): boolean {
    let at = offset - 1;
    while (this.#text[at] === " ") at -= 1;
    if (this.#text[at] !== "\n") return false;
    do at -= 1;
    while (this.#text[at] === " " || this.#text[at] === "\t" || this.#text[at] === "\r");
    return this.#text[at] === "\n";
  }
}

const gap = { gap: true } as const;

/** A bare `#` is a blank, so that it differs from a blank line. */
const shown = ({ text }: Comment): string => text.trimEnd() || " ";
