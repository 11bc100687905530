import type { ConfigFormat } from "../../../model/machine.ts";
import type { Line } from "../lines.ts";

/** A file as far as it has been edited. */
export interface OpenFile {
  readonly path: string;
  readonly format: ConfigFormat;
  readonly lines: readonly Line[];
}

export interface Edited {
  readonly file: OpenFile;
  /** The very lines of the file when there is nothing to edit. */
  readonly lines: readonly Line[];
}
