/**
 * grafana.ini as Grafana's own library takes it.
 * Invariant: comments begin with `#` or `;` anywhere in a line, also inside of a bare or "quoted" value; only `"""` and backticks keep them.
 * @see go-ini/ini 1.67, parser.go; grafana/grafana, pkg/setting/setting.go, which loads files with its defaults
 */
import type { Located, Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { plainText } from "../../yaml/plain-text.ts";

interface IniEntry {
  /** "" above all headers, and for `[DEFAULT]`. */
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly at: Span;
}

export interface Ini {
  /** Each section once, where it begins first. */
  readonly sections: readonly Located<string>[];
  readonly entries: readonly IniEntry[];
}

/** Grafana stops at the first error; here the lines after it are read on. */
export function readIni(file: SourceFile, say: Say): Ini {
  const lines = (plainText(file.text, file.path, say) ?? "").split("\n");
  const sections = new Map<string, Located<string>>();
  const entries: IniEntry[] = [];
  let section = "";
  for (let i = 0; i < lines.length; i++) {
    const raw = lines[i] ?? "";
    const line = raw.trim();
    const at = { file: file.path, line: i + 1, column: raw.search(/\S|$/) + 1 };
    if (line === "" || /^[#;]/.test(line)) continue;
    if (line.startsWith("[")) {
      const name = sectionIn(line, at, say);
      if (name === undefined) continue;
      section = name;
      if (name !== "" && !sections.has(name)) sections.set(name, { value: name, at });
      continue;
    }
    // The end of the line counts: three quotes and no more begin a value of several lines.
    const whole = i + 1 < lines.length ? `${raw}\n` : raw;
    const assigned = keyIn(whole.trimStart(), at, say);
    if (!assigned) continue;
    const { value, last } = valueFrom(lines, i, assigned.rest.trimStart(), at, say);
    entries.push({ section, key: assigned.key, value, at });
    i = last;
  }
  return { sections: [...sections.values()], entries };
}

function sectionIn(line: string, at: Span, say: Say): string | undefined {
  const close = line.lastIndexOf("]");
  const name = line.slice(1, close);
  if (close < 0)
    return say.error("ini", at, "this [section] is not closed: Grafana does not start", "Add the closing ].");
  if (name === "") return say.error("ini", at, "a section has no name: Grafana does not start", "Write [name].");
  return name === "DEFAULT" ? "" : name;
}

function keyIn(line: string, at: Span, say: Say): { readonly key: string; readonly rest: string } | undefined {
  const [, quote = "", quoted, bare] = /^(?:("""|"|`)(.*?)\1[^=:]*|([^"`=:][^=:]*))(?=[=:])/.exec(line) ?? [];
  const key = (quote === "" ? bare : quoted)?.trim();
  const whole = /^(?:("""|"|`).*?\1[^=:]*|[^=:]*)[=:]/.exec(line)?.[0];
  if (key !== undefined && key !== "" && whole !== undefined) return { key, rest: line.slice(whole.length) };
  return say.error(
    "ini",
    at,
    "this line is no `key = value`: Grafana does not start",
    "Write `key = value`, or put a ; in front.",
  );
}

interface Value {
  readonly value: string;
  /** Index of the last line that belongs to it. */
  readonly last: number;
}

function valueFrom(lines: readonly string[], index: number, text: string, at: Span, say: Say): Value {
  const quote = text.length > 3 && text.startsWith('"""') ? '"""' : text.startsWith("`") ? "`" : undefined;
  if (quote !== undefined) return quotedFrom(lines, index, text, quote, at, say);
  const trimmed = text.trim();
  if (trimmed.endsWith("\\")) return continued(lines, index, trimmed.slice(0, -1));
  const bare = (trimmed.split(/[#;]/, 1)[0] ?? "").trim();
  return { value: /^(['"])(?!.*\1.*\1)(.*)\1$/.exec(bare)?.[2] ?? bare, last: index };
}

function quotedFrom(lines: readonly string[], index: number, text: string, quote: string, at: Span, say: Say): Value {
  const opened = text.slice(quote.length);
  const close = opened.lastIndexOf(quote);
  if (close >= 0) return { value: opened.slice(0, close), last: index };
  const end = lines.findIndex((line, i) => i > index && line.includes(quote));
  if (end < 0) {
    say.error(
      "ini",
      at,
      `a value begins with ${quote} and does not end: Grafana does not start`,
      `Add the closing ${quote}.`,
    );
    return { value: opened, last: index };
  }
  const between = lines.slice(index + 1, end).map((line) => `${line}\n`);
  const ending = lines[end] ?? "";
  return { value: `${opened}${between.join("")}${ending.slice(0, ending.lastIndexOf(quote))}`, last: end };
}

/** A backslash at the end joins the next line, as it stands. */
function continued(lines: readonly string[], index: number, begun: string): Value {
  let value = begun;
  for (let i = index + 1; i < lines.length; i++) {
    const next = (lines[i] ?? "").trim();
    if (next === "") return { value, last: i };
    value += next;
    if (!value.endsWith("\\")) return { value, last: i };
    value = value.slice(0, -1);
  }
  return { value, last: lines.length - 1 };
}
