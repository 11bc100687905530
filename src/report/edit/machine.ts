/**
 * The files of one program on a machine, as they are and as they would be. A program's settings may lie in several files (mosquitto's
 * `include_dir`, telegraf.d) that are one configuration: each change goes to the file that it is about.
 * Invariants: what no change names stays byte for byte; applying the same changes again changes nothing; no secret comes in.
 */
import type { Change } from "../../model/change.ts";
import type { LineReasons } from "../../model/host-plan.ts";
import type { ConfigFormat } from "../../model/machine.ts";
import { type Line, toLines, toText } from "./lines.ts";
import { withFirstReasons } from "./machine/first-reason.ts";
import type { OpenFile } from "./machine/open-file.ts";
import { editedBy } from "./machine/route.ts";

export interface MachineFile {
  /** As the spans of the stack name it. */
  readonly path: string;
  /** "" for a file that is not there yet. */
  readonly text: string;
  readonly format: ConfigFormat;
}

export interface MachineEdit {
  readonly text: string;
  /** Those that changed something here, in the order in which they were applied. */
  readonly changes: readonly Change[];
  readonly reasons: LineReasons;
}

/**
 * @param files of one program: first the one that it starts from, then those that this one brings in, in the order in which they are read;
 *   its env file among them takes the changes of its environment
 * @returns by path, only files that become others
 */
export function editMachine(
  files: readonly MachineFile[],
  changes: readonly Change[],
): ReadonlyMap<string, MachineEdit> {
  const open = files.map((file): Tracked => new Tracked(file));
  for (const change of withFirstReasons(changes)) {
    for (const { file, lines } of editedBy(open, change))
      open.find(({ path }) => path === file.path)?.take(lines, change);
  }
  return new Map(open.filter((file) => file.isChanged).map((file) => [file.path, file.edit]));
}

/** What none of these files can take: a person has to see to it. */
export function leftOnMachine(files: readonly MachineFile[], changes: readonly Change[]): readonly Change[] {
  const open = files.map((file) => new Tracked(file));
  return changes.filter((change) => editedBy(open, change).length === 0);
}

/** A file that remembers which change each of its lines comes from. */
class Tracked implements OpenFile {
  readonly path: string;
  readonly format: ConfigFormat;
  readonly #before: string;
  #lines: readonly Line[];
  readonly #changes: Change[] = [];
  readonly #madeBy = new Map<Line, number>();
  readonly #goneBy = new Map<number, number>();

  constructor({ path, text, format }: MachineFile) {
    [this.path, this.format, this.#before] = [path, format, text];
    this.#lines = toLines(text);
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  get isChanged(): boolean {
    return toText(this.#lines) !== this.#before;
  }

  take(lines: readonly Line[], change: Change): void {
    if (lines === this.#lines) return;
    const index = this.#changes.push(change) - 1;
    const [old, fresh] = [new Set(this.#lines), new Set(lines)];
    for (const line of lines) if (!old.has(line)) this.#madeBy.set(line, index);
    for (const line of this.#lines) {
      if (!fresh.has(line) && line.origin !== undefined) this.#goneBy.set(line.origin, index);
    }
    this.#lines = lines;
  }

  get edit(): MachineEdit {
    const made = this.#lines.flatMap((line, i) => {
      const change = this.#madeBy.get(line);
      return change === undefined ? [] : [{ line: i + 1, change }];
    });
    const gone = [...this.#goneBy].map(([line, change]) => ({ line, change })).toSorted((a, b) => a.line - b.line);
    return { text: toText(this.#lines), changes: this.#changes, reasons: { made, gone } };
  }
}
