/**
 * Tables and settings of a TOML text with the place of each (TOML 1.0), for edits that leave the rest alone.
 * Invariant: never guesses inside a string: a line of a multi-line string or array is no setting, whatever it looks like.
 */
import type { Line } from "../lines.ts";

interface TomlTable {
  readonly index: number;
  /** Path with the index of each array table's occurrence: `inputs.mqtt_consumer[0].tags`. */
  readonly name: string;
}

export interface TomlSetting {
  readonly section: string;
  readonly key: string;
  /** Lines `from` (inclusive) to `to` (exclusive). */
  readonly from: number;
  readonly to: number;
  /** Column in line `from` where the value starts, and in line `to - 1` where it ends; from 0. */
  readonly valueFrom: number;
  readonly valueTo: number;
}

export interface TomlLines {
  readonly tables: readonly TomlTable[];
  readonly settings: readonly TomlSetting[];
}

const bareOrQuoted = `(?:[\\w-]+|"(?:[^"\\\\]|\\\\.)*"|'[^']*')`;
const dotted = `${bareOrQuoted}(?:\\s*\\.\\s*${bareOrQuoted})*`;
const header = new RegExp(`^\\s*(\\[\\[?)\\s*(${dotted})\\s*\\]`);
const assignment = new RegExp(`^\\s*(${dotted})\\s*=\\s*`);

export function tomlLines(lines: readonly Line[]): TomlLines {
  const tables: TomlTable[] = [];
  const settings: TomlSetting[] = [];
  const naming = new Naming();
  let section = "";
  for (let index = 0; index < lines.length; index++) {
    const text = (lines[index]?.text ?? "").replace(/^\ufeff/, " ");
    const table = header.exec(text);
    if (table) {
      section = naming.enter(parts(table[2] ?? ""), table[1] === "[[");
      tables.push({ index, name: section });
      continue;
    }
    const setting = assignment.exec(text);
    if (!setting) continue;
    const valueFrom = setting[0].length;
    const end = valueEnd(lines, index, valueFrom);
    const path = parts(setting[1] ?? "");
    const inner = [section, ...path.slice(0, -1)].filter((part) => part !== "").join(".");
    settings.push({
      section: inner,
      key: path.at(-1) ?? "",
      from: index,
      to: end.line + 1,
      valueFrom,
      valueTo: end.column,
    });
    index = end.line;
  }
  return { tables, settings };
}

/** Telegraf takes `[inputs.cpu]` for the first of `[[inputs.cpu]]`. */
const plugins: readonly string[] = ["inputs", "outputs", "processors", "aggregators"];

/** Counts array tables, so that each occurrence has a name of its own. */
class Naming {
  readonly #seen = new Map<string, number>();

  enter(path: readonly string[], isArray: boolean): string {
    let name = "";
    path.forEach((part, depth) => {
      const plain = name === "" ? part : `${name}.${part}`;
      const isLast = depth === path.length - 1;
      if (isLast && isArray) this.#seen.set(plain, (this.#seen.get(plain) ?? -1) + 1);
      const index = this.#seen.get(plain) ?? (depth === 1 && plugins.includes(path[0] ?? "") ? 0 : undefined);
      name = index === undefined ? plain : `${plain}[${index}]`;
    });
    return name;
  }
}

function parts(path: string): readonly string[] {
  return (path.match(new RegExp(bareOrQuoted, "g")) ?? []).map((part) => part.replaceAll(/^["']|["']$/g, ""));
}

/** Where the value that starts here ends, following strings, arrays and inline tables over lines. */
function valueEnd(lines: readonly Line[], from: number, column: number): { line: number; column: number } {
  let depth = 0;
  let quote = "";
  let end = { line: from, column };
  for (let line = from; line < lines.length; line++) {
    const text = lines[line]?.text ?? "";
    for (let i = line === from ? column : 0; i < text.length; i++) {
      if (quote !== "") {
        if (quote.startsWith('"') && text[i] === "\\") i++;
        else if (text.startsWith(quote, i)) {
          i += quote.length - 1;
          while (quote.length === 3 && text[i + 1] === quote[0]) i++;
          quote = "";
        }
        end = { line, column: i + 1 };
        continue;
      }
      const char = text[i] ?? "";
      if (char === "#") break;
      if (char === '"' || char === "'") {
        quote = text.startsWith(char.repeat(3), i) ? char.repeat(3) : char;
        i += quote.length - 1;
      } else if (char === "[" || char === "{") depth++;
      else if (char === "]" || char === "}") depth--;
      if (char.trim() !== "") end = { line, column: i + 1 };
    }
    if (quote.length === 1) quote = "";
    if (depth <= 0 && quote === "")
      return { line: end.line, column: Math.min(end.column, lines[end.line]?.text.length ?? 0) };
  }
  return end;
}
