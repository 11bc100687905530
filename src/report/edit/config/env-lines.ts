/**
 * The variables of an env file with the place of each, for edits that three readers understand alike: systemd (EnvironmentFile=), a shell
 * that sources the file (the scripts in /etc/init.d do), and dotenv.
 * Invariant: never guesses inside a value: a line of a quoted value is no variable, whatever it looks like.
 * @see systemd.exec(5), EnvironmentFile=; POSIX shell, section 2.2, quoting; Compose, ".env file syntax"
 */
import type { Line } from "../lines.ts";

export interface EnvLine {
  readonly name: string;
  /** What stands before the name: spaces, `export`. */
  readonly head: string;
  /** Lines `from` (inclusive) to `to` (exclusive). */
  readonly from: number;
  readonly to: number;
  /** Column in line `from` where the value, with its quotes, starts; from 0. */
  readonly valueFrom: number;
  /** As written, with its quotes; lines joined with "\n". */
  readonly written: string;
  /** What follows the value in its last line: a comment for dotenv and the shell, a part of the value for systemd. */
  readonly tail: string;
}

const assignment = /^([\s\ufeff]*(?:export[ \t]+)?)([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*/;

export function envLines(lines: readonly Line[]): readonly EnvLine[] {
  const found: EnvLine[] = [];
  for (let from = 0; from < lines.length; from++) {
    const [all = "", head = "", name] = assignment.exec(lines[from]?.text ?? "") ?? [];
    if (name === undefined) continue;
    const value = valueAt(lines, from, all.length);
    found.push({ name, head, from, valueFrom: all.length, ...value });
    from = value.to - 1;
  }
  return found;
}

interface Value {
  readonly to: number;
  readonly written: string;
  readonly tail: string;
}

function valueAt(lines: readonly Line[], from: number, column: number): Value {
  const first = (lines[from]?.text ?? "").slice(column);
  const quote = first[0];
  if (quote === '"' || quote === "'") {
    const closed = quotedAt(lines, from, column, quote);
    if (closed) return closed;
  }
  let last = from;
  while (/(?<!\\)(?:\\\\)*\\$/.test(lines[last]?.text ?? "") && last + 1 < lines.length) last++;
  const whole = [first, ...lines.slice(from + 1, last + 1).map((line) => line.text)].join("\n");
  const tail = last === from ? (/\s+#.*$|^#.*$|\s+$/.exec(whole)?.[0] ?? "") : "";
  return { to: last + 1, written: whole.slice(0, whole.length - tail.length), tail };
}

/** @returns undefined where the quote is never closed, or where more of the value follows it */
function quotedAt(lines: readonly Line[], from: number, column: number, quote: string): Value | undefined {
  let written = "";
  for (let line = from; line < lines.length; line++) {
    const text = (lines[line]?.text ?? "").slice(line === from ? column : 0);
    for (let i = line === from ? 1 : 0; i < text.length; i++) {
      if (text[i] === "\\" && (quote === '"' || text[i + 1] === quote)) i++;
      else if (text[i] === quote) {
        const tail = text.slice(i + 1);
        return /^\s*(?:#.*)?$/.test(tail) ? { to: line + 1, written: written + text.slice(0, i + 1), tail } : undefined;
      }
    }
    written += `${text}\n`;
  }
  return undefined;
}

/** Characters that mean themselves to all readers, without quotes. */
const plain = /^[\w@%+=:,./{}-]*$/;

/** What a value says, where all readers agree on it; undefined where they differ or it needs a variable. */
export function decoded(written: string): string | undefined {
  if (plain.test(written)) return written;
  const [, literal] = /^'([^'\\]*)'$/.exec(written) ?? [];
  if (literal !== undefined) return literal;
  const [, escaped] = /^"((?:[^"\\$`]|\\["\\$`])*)"$/.exec(written) ?? [];
  return escaped?.replaceAll(/\\(["\\$`])/g, "$1");
}

/**
 * A value as all readers take it.
 * @param like the value that stands there now: its quotes stay where they can
 */
export function encoded(value: string, like = ""): string {
  const quote = /^(["'])[\s\S]*\1$/.exec(like)?.[1] ?? "";
  if (plain.test(value)) return `${quote}${value}${quote}`;
  if (!/['\\]/.test(value) && quote !== '"') return `'${value}'`;
  if (!/["\\$`]/.test(value)) return `"${value}"`;
  return /['\\]/.test(value) ? `"${value.replaceAll(/["\\$`]/g, "\\$&")}"` : `'${value}'`;
}
