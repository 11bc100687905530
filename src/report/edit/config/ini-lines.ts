/**
 * Sections and settings of a grafana.ini with the place of each, as Grafana's own reader takes them.
 * Invariant: never guesses inside a value: a line of a value that goes over several is no setting, whatever it looks like.
 * @see go-ini/ini, parser.go: `key = value` and `key: value`; `#` and `;` begin a comment anywhere in a value, unless it stands in
 * `"""` or backticks; a backslash at a line's end joins the next one; a section that stands twice is one
 */
import type { Line } from "../lines.ts";

interface IniSection {
  readonly index: number;
  /** "" for `[DEFAULT]`, which is also what stands above all headers. */
  readonly name: string;
}

export interface IniSetting {
  readonly section: string;
  readonly key: string;
  /** Lines `from` (inclusive) to `to` (exclusive). */
  readonly from: number;
  readonly to: number;
  /** Column in line `from` where the value, with its quotes, starts, and in line `to - 1` where it ends; from 0. */
  readonly valueFrom: number;
  readonly valueTo: number;
}

export interface IniLines {
  readonly sections: readonly IniSection[];
  readonly settings: readonly IniSetting[];
}

const header = /^[\s\ufeff]*\[(.*)\]/;
const assignment = /^[\s\ufeff]*("[^"]*"|`[^`]*`|[^\s#;[=:"`][^=:]*?)\s*[=:][^\S\n]*/;

export function iniLines(lines: readonly Line[]): IniLines {
  const sections: IniSection[] = [];
  const settings: IniSetting[] = [];
  let section = "";
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index]?.text ?? "";
    const [, name] = header.exec(text) ?? [];
    if (name !== undefined) {
      section = name === "DEFAULT" ? "" : name;
      sections.push({ index, name: section });
      continue;
    }
    const [head, key] = assignment.exec(text) ?? [];
    if (head === undefined || key === undefined) continue;
    const { to, valueTo } = valueEnd(lines, index, head.length);
    settings.push({ section, key: bare(key), from: index, to, valueFrom: head.length, valueTo });
    index = to - 1;
  }
  return { sections, settings };
}

const bare = (key: string): string => key.replaceAll(/^["`]|["`]$/g, "").trim();

function valueEnd(lines: readonly Line[], from: number, column: number): { to: number; valueTo: number } {
  const first = (lines[from]?.text ?? "").slice(column);
  const quote = first.length > 3 && first.startsWith('"""') ? '"""' : first.startsWith("`") ? "`" : undefined;
  if (quote !== undefined) {
    const inFirst = first.slice(quote.length).lastIndexOf(quote);
    if (inFirst !== -1) return { to: from + 1, valueTo: column + inFirst + 2 * quote.length };
    const end = lines.findIndex((line, i) => i > from && line.text.includes(quote));
    // A quote that is never closed: Grafana refuses the file, and we touch no more than the line.
    if (end === -1) return { to: from + 1, valueTo: column + first.trimEnd().length };
    return { to: end + 1, valueTo: (lines[end]?.text.lastIndexOf(quote) ?? 0) + quote.length };
  }
  let last = from;
  while ((lines[last]?.text.trimEnd().endsWith("\\") ?? false) && last + 1 < lines.length) last++;
  const text = lines[last]?.text ?? "";
  if (last > from) return { to: last + 1, valueTo: text.trimEnd().length };
  const value = first.split(/[#;]/, 1)[0] ?? "";
  return { to: from + 1, valueTo: column + value.trimEnd().length };
}

/** Where a section's settings may stand: from each of its headers to the next header, be that one in force or commented out. */
export interface IniPart {
  readonly from: number;
  readonly to: number;
}

/** A header that is commented out once: `;[auth.anonymous]`; titles such as `#### Auth ####` are none. */
export const hiddenHeader = /^\s*[#;]\s*\[([\w.-]+)\]\s*$/;

export function partsOf(lines: readonly Line[], ini: IniLines, section: string): readonly IniPart[] {
  const starts = ini.sections.filter(({ name }) => name === section).map(({ index }) => index + 1);
  return [...(section === "" ? [0] : []), ...starts].map((from) => ({ from, to: partEnd(lines, ini, from) }));
}

/** Index of the next header, be it in force or commented out; titles above it belong to it. */
function partEnd(lines: readonly Line[], ini: IniLines, from: number): number {
  const isInside = (i: number) => ini.settings.some((setting) => i > setting.from && i < setting.to);
  const isHeader = (i: number) => ini.sections.some(({ index }) => index === i);
  let to = from;
  while (to < lines.length && (isInside(to) || !(isHeader(to) || hiddenHeader.test(lines[to]?.text ?? "")))) to++;
  return to;
}
