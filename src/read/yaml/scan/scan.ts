/**
 * A YAML text as the parser's tokens, with its comments on the side. Whatever the text is, it ends soon and within the memory of a
 * small machine: what the parser or the composer would spend more than linear time or a deep call stack on is counted here and refused.
 * (Near the end of the call stack V8 cannot compile a regular expression and aborts the process: no catch would help.)
 */
import { type CST, Lexer, Parser } from "yaml";
import { lexemeLimit } from "./lexeme-limit.ts";
import type { Comment } from "./margin.ts";
import { NestingWatch } from "./nesting.ts";

/** `---` and `...` lines. Each document costs as much as a hundred lines. */
const documentLimit = 1000;

/** For each indented comment the parser looks again at all blank lines before it; this bounds the sum. */
const blankLimit = 50_000_000;

/** What the parser or the composer cannot place: after so many they are stopped. */
export const errorLimit = 1000;

export type Refusal = "too-deep" | "too-long" | "too-many-documents";

export type Scanned =
  | { readonly tokens: readonly CST.Token[]; readonly comments: readonly Comment[] }
  | { readonly refusal: Refusal; readonly offset: number };

/** Signs of the lexer that are no part of the text. */
const startOfDocument = "\x02";
const endOfFlow = "\x18";
const startOfScalar = "\x1f";

export function scan(text: string): Scanned {
  const watch = new Watch();
  // Before the parser sees any of it: what is refused has then cost little time, and no tokens.
  const lexemes: string[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = watch;
    const refusal = watch.see(lexeme);
    if (refusal) return { refusal, offset };
    lexemes.push(lexeme);
  }
  return { tokens: parsed(lexemes), comments: watch.comments };
}

function parsed(lexemes: readonly string[]): readonly CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let errors = 0;
  for (const lexeme of lexemes) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error") errors += 1;
    }
    if (errors > errorLimit) break;
  }
  tokens.push(...parser.end());
  return tokens;
}

/** Follows the lexer through the text. */
class Watch {
  readonly comments: Comment[] = [];
  /** Where the next lexeme begins. */
  offset = 0;
  readonly #nesting = new NestingWatch();
  #lineStart = 0;
  #contentEnd = 0;
  #isScalar = false;
  #lexemes = 0;
  #documents = 0;
  #blanks = 0;
  #blanksSeen = 0;

  see(lexeme: string): Refusal | undefined {
    this.#lexemes += 1;
    if (this.#lexemes > lexemeLimit || this.#blanksSeen > blankLimit) return "too-long";
    if (this.#isScalar) this.#content(lexeme);
    else if (lexeme === startOfScalar) {
      this.#isScalar = true;
      return undefined;
    } else if (lexeme === endOfFlow) this.#nesting.onFlowError();
    else if ((lexeme === "---" || lexeme === "...") && ++this.#documents > documentLimit) return "too-many-documents";
    else if (lexeme !== startOfDocument) this.#lexeme(lexeme);
    this.#isScalar = false;
    return this.#nesting.isTooDeep ? "too-deep" : undefined;
  }

  #lexeme(lexeme: string): void {
    switch (lexeme[0]) {
      case " ":
      case "\t":
        this.offset += lexeme.length;
        return;
      case "\n":
      case "\r":
        this.#blanks += 1;
        this.offset += lexeme.length;
        this.#lineStart = this.offset;
        this.#nesting.onLineEnd();
        return;
      case "#":
        this.#comment(lexeme);
        return;
      default:
        this.#content(lexeme);
    }
  }

  #comment(lexeme: string): void {
    this.#blanksSeen += this.#blanks;
    this.comments.push({
      offset: this.offset,
      text: lexeme.slice(1),
      lineStart: this.#lineStart,
      contentEnd: this.#contentEnd,
    });
    this.offset += lexeme.length;
  }

  #content(lexeme: string): void {
    this.#nesting.onContent(this.#isScalar ? "" : lexeme, this.offset - this.#lineStart);
    const lineEnd = lexeme.lastIndexOf("\n");
    if (lineEnd >= 0) {
      this.#lineStart = this.offset + lineEnd + 1;
      this.#nesting.onLineEnd();
    }
    this.#blanks = 0;
    this.offset += lexeme.length;
    this.#contentEnd = this.offset;
  }
}
