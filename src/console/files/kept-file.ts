/** A small file that is looked at now and again: secrets are rotated by replacing files. */
import { readFile } from "node:fs/promises";

export class KeptFile {
  readonly path: string;
  #bytes: Buffer;
  #trouble: string | undefined;

  private constructor(path: string, bytes: Buffer) {
    this.path = path;
    this.#bytes = bytes;
  }

  /** @throws what `readFile` throws */
  static async open(path: string): Promise<KeptFile> {
    return new KeptFile(path, await readFile(path));
  }

  /** As it was when it could be read last: whoever replaces it may take it away for a moment. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Why it cannot be read, if so. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** One line's end at its end is no part of it. */
  get text(): string {
    return this.#bytes.toString("utf8").replace(/\r?\n$/, "");
  }

  /** @returns whether it is another than at the last look */
  async look(): Promise<boolean> {
    try {
      const bytes = await readFile(this.path);
      this.#trouble = undefined;
      if (bytes.equals(this.#bytes)) return false;
      this.#bytes = bytes;
      return true;
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? error.code : "unreadable";
      this.#trouble = `${this.path} cannot be read (${reason})`;
      return false;
    }
  }
}
