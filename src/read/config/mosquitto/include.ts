/**
 * mosquitto.conf together with the files that `include_dir` brings in.
 * Invariant: a file that is brought in begins outside of any listener, bridge and plugin, and the file that brings it in goes on where it
 * was: mosquitto keeps the current listener per file (src/conf.c, config__read_file_core; seen with 2.0.11 and 2.1.2).
 * @see mosquitto.conf(5), include_dir
 */
import { basename, dirname, normalise } from "../../../compose/path.ts";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { type Line, readLines } from "./lines.ts";

/** What is read in one go: the lines of one file, or as many of them as stand between two `include_dir`. */
export interface Stretch {
  /** 0: the main file. It is left and come back to; each number above is read once. */
  readonly file: number;
  readonly lines: readonly Line[];
}

/** @param further all files that may be brought in, in any order; of these, `*.conf` right in the directory that is named */
export function stretchesOf(main: SourceFile, further: readonly SourceFile[], say: Say): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let own: Line[] = [];
  let files = 0;
  for (const line of readLines(main, say)) {
    own.push(line);
    if (line.key !== "include_dir") continue;
    stretches.push({ file: 0, lines: own });
    own = [];
    for (const file of includedBy(line.value.value, further)) {
      const lines = readLines(file, say);
      for (const inner of lines) if (inner.key === "include_dir") sayNested(inner, main, say);
      stretches.push({ file: ++files, lines });
    }
  }
  return [...stretches, { file: 0, lines: own }];
}

function sayNested({ at }: Line, main: SourceFile, say: Say): void {
  const what =
    "mosquitto follows `include_dir` in the main file only: 2.0 passes over this line, 2.1 refuses to start with it";
  say.notice("nested-include", at, what, `Move the line to ${main.path}, or take it out.`);
}

/** A relative directory starts where mosquitto was started, which nobody knows here: its last parts decide. */
function includedBy(directory: string, further: readonly SourceFile[]): readonly SourceFile[] {
  const wanted = normalise(directory);
  const isIn = (path: string) => {
    const parent = dirname(normalise(path));
    return parent === wanted || (!wanted.startsWith("/") && parent.endsWith(`/${wanted}`));
  };
  return further
    .filter(({ path }) => isIn(path) && isConf(path))
    .toSorted((a, b) => inMosquittoOrder(basename(a.path), basename(b.path)));
}

/** `.conf` alone is no name; `.hidden.conf` is one. */
const isConf = (path: string): boolean => basename(path).length > 5 && path.endsWith(".conf");

/** Letters without regard to case first, then the upper one before the lower: `A.conf a.conf B.conf`. */
export function inMosquittoOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a[i] ?? "", b[i] ?? ""];
    const [upper, otherUpper] = [ascii(one), ascii(other)];
    if (upper !== otherUpper) return upper < otherUpper ? -1 : 1;
    if (one !== other) return one < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** mosquitto compares bytes in the C locale: only ASCII letters have another case there. */
const ascii = (char: string): string => (/[a-z]/.test(char) ? char.toUpperCase() : char);
