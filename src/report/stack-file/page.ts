/** The lines of a file. Never two blank lines together, nor one at the top: what reads them counts them as one. */
export class Page {
  readonly #lines: string[] = [];

  line(text: string): void {
    this.#lines.push(text);
  }

  blank(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== "") this.#lines.push("");
  }

  comments(text: string | undefined, indent: string): void {
    for (const line of text?.split("\n") ?? []) {
      if (line === "") this.blank();
      else this.#lines.push(`${indent}#${line}`.trimEnd());
    }
  }

  /** Comments at the end of a collection: blank lines after them belong to what follows. */
  below(text: string | undefined, indent: string): void {
    const trimmed = text?.replace(/\n+$/, "");
    if (trimmed) this.comments(trimmed, indent);
  }

  toString(): string {
    while (this.#lines.at(-1) === "") this.#lines.pop();
    return `${this.#lines.join("\n")}\n`;
  }
}

/** Behind what stands in a line. */
export function remark(text: string | undefined): string {
  return text === undefined ? "" : ` #${text.replaceAll("\n", " ")}`.trimEnd();
}
