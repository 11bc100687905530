/** A cursor over the words of a query. */
import { QueryError, type Token } from "./token.ts";

export class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] ?? { kind: "end", text: "", at: 0 };
  }

  get ended(): boolean {
    return this.token.kind === "end";
  }

  /** Takes the next word when it is this one, in any case. */
  word(text: string): boolean {
    const { token } = this;
    return this.#takeIf(token.kind === "word" && token.text.toLowerCase() === text);
  }

  sign(text: string): boolean {
    return this.#takeIf(this.token.kind === "sign" && this.token.text === text);
  }

  words(...all: readonly string[]): boolean {
    const start = this.#next;
    if (all.every((word) => this.word(word))) return true;
    this.#next = start;
    return false;
  }

  take(): Token {
    const { token } = this;
    this.#next++;
    return token;
  }

  /** A name, quoted or not. */
  name(what: string): string {
    const { token } = this;
    if (token.kind !== "word" && token.kind !== "name") throw this.expected(what);
    this.#next++;
    return token.text;
  }

  need(text: string): void {
    if (!this.sign(text) && !this.word(text)) throw this.expected(text.toUpperCase());
  }

  wholeNumber(what: string): number {
    const { token } = this;
    if (token.kind !== "number" || !/^\d{1,15}$/.test(token.text)) throw this.expected(what);
    this.#next++;
    return Number(token.text);
  }

  /** Skips to the end of a statement. */
  skipStatement(): void {
    while (this.token.kind !== "end" && !(this.token.kind === "sign" && this.token.text === ";")) this.#next++;
  }

  expected(what: string): QueryError {
    const { token } = this;
    const found = token.kind === "end" ? "the query ends" : `found ${JSON.stringify(token.text)}`;
    return new QueryError(`expected ${what}, ${found}`, token.at);
  }

  #takeIf(yes: boolean): boolean {
    if (yes) this.#next++;
    return yes;
  }
}
