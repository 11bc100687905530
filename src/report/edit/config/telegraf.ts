/** Edits a telegraf.conf line by line: what no change names stays byte for byte. Applying the same changes again changes nothing. */
import type { Change } from "../../../model/change.ts";
import type { SettingValue } from "../../../model/setting.ts";
import { contentEnd, indentOf, type Line, splice, toLines, toText } from "../lines.ts";
import { type TomlLines, type TomlSetting, tomlLines } from "./toml-lines.ts";

type SettingChange = Extract<Change, { kind: "setting" }>;

export function editTelegraf(text: string, changes: readonly Change[]): string {
  return toText(changes.reduce(editTelegrafLines, toLines(text)));
}

/** @returns the very lines given when there is nothing to edit */
export function editTelegrafLines(lines: readonly Line[], change: Change): readonly Line[] {
  if (change.kind === "setting") return setSetting(lines, change);
  return change.kind === "drop-section" ? dropTable(lines, change.section) : lines;
}

function setSetting(lines: readonly Line[], change: SettingChange): readonly Line[] {
  const toml = tomlLines(lines);
  const live = standing(lines, toml, change);
  if (change.after === undefined) return live ? splice(lines, live.from, live.to, []) : lines;
  const value = asToml(change.after);
  if (live) return replaceValue(lines, live, value);
  const opened = openTable(lines, toml, change.section);
  return add(opened, change.section, `${asKey(change.key)} = ${value}`, change.key);
}

function standing(lines: readonly Line[], toml: TomlLines, change: SettingChange): TomlSetting | undefined {
  const same = toml.settings.filter((setting) => setting.key === change.key);
  const isAt = (setting: TomlSetting) =>
    lines.slice(setting.from, setting.to).some((line) => line.origin !== undefined && line.origin === change.at?.line);
  return same.find(isAt) ?? same.find((setting) => setting.section === change.section);
}

function replaceValue(lines: readonly Line[], setting: TomlSetting, value: string): readonly Line[] {
  const head = lines[setting.from]?.text.slice(0, setting.valueFrom) ?? "";
  const tail = lines[setting.to - 1]?.text.slice(setting.valueTo) ?? "";
  const text = `${head}${value}${tail}`;
  if (setting.to - setting.from === 1 && lines[setting.from]?.text === text) return lines;
  return splice(lines, setting.from, setting.to, [text]);
}

/** Where a table's own settings stand: from its header to the next one, be that one live or commented out. */
interface Body {
  readonly from: number;
  readonly to: number;
}

const anyHeader = /^[#\s]*\[\[?\s*[\w."'-]+(?:\s*\.\s*[\w"'-]+)*\s*\]\]?\s*(?:#.*)?$/;

function bodyOf(lines: readonly Line[], toml: TomlLines, section: string): Body {
  const table = toml.tables.find(({ name }) => name === section);
  const from = table === undefined ? 0 : table.index + 1;
  const insideValue = (i: number) => toml.settings.some((setting) => i > setting.from && i < setting.to);
  let to = from;
  while (to < lines.length && (insideValue(to) || !anyHeader.test(lines[to]?.text ?? ""))) to++;
  return { from, to };
}

function add(lines: readonly Line[], section: string, text: string, key: string): readonly Line[] {
  const toml = tomlLines(lines);
  const body = bodyOf(lines, toml, section);
  const commented = commentedOut(lines, body, key);
  if (commented) {
    return splice(lines, commented.from, commented.to, [`${indentOf(lines[commented.from]?.text ?? "")}${text}`]);
  }
  const own = toml.settings.filter((setting) => setting.from >= body.from && setting.from < body.to);
  const last = own.at(-1);
  const index = last?.to ?? body.from;
  const indent =
    section === ""
      ? ""
      : indentOf(lines[last?.from ?? -1]?.text ?? (toml.settings.length === 0 ? "  " : usualIndent(lines, toml)));
  return splice(lines, index, index, [`${indent}${text}`]);
}

function usualIndent(lines: readonly Line[], toml: TomlLines): string {
  const inTable = toml.settings.find((setting) => setting.section !== "");
  return inTable ? indentOf(lines[inTable.from]?.text ?? "") : "  ";
}

/** `# key = …` (one `#`: `##` is prose in Telegraf's files), with the rest of its array where that goes on over commented lines. */
function commentedOut(lines: readonly Line[], body: Body, key: string): Body | undefined {
  for (let i = body.to - 1; i >= body.from; i--) {
    const [, found, value = ""] = /^\s*#\s*([\w-]+)\s*=\s*(.*)$/.exec(lines[i]?.text ?? "") ?? [];
    if (found !== key) continue;
    let to = i + 1;
    if (value.startsWith("[") && !value.includes("]")) {
      const end = lines.findIndex((line, at) => at > i && (/^\s*#\s*\]/.test(line.text) || !/^\s*#/.test(line.text)));
      if (end !== -1 && /^\s*#\s*\]/.test(lines[end]?.text ?? "")) to = end + 1;
    }
    return { from: i, to };
  }
  return undefined;
}

function openTable(lines: readonly Line[], toml: TomlLines, section: string): readonly Line[] {
  if (section === "" || toml.tables.some(({ name }) => name === section)) return lines;
  const path = section.replaceAll(/\[\d+\]/g, "");
  const text = section.endsWith("]") ? `[[${path}]]` : `[${path}]`;
  const end = parentEnd(lines, toml, section) ?? contentEnd(lines);
  return splice(lines, end, end, end === 0 ? [text] : ["", text]);
}

/** A table inside an array table belongs to the occurrence that stands last above it, so it must follow that one. */
function parentEnd(lines: readonly Line[], toml: TomlLines, section: string): number | undefined {
  const parent = /^(.*\])\./.exec(section)?.[1];
  const own = toml.tables.filter(
    ({ name }) => parent !== undefined && (name === parent || name.startsWith(`${parent}.`)),
  );
  const last = own.at(-1);
  if (last === undefined) return undefined;
  const inside = toml.settings.filter((setting) => setting.section === last.name);
  return inside.at(-1)?.to ?? bodyOf(lines, toml, last.name).from;
}

function dropTable(lines: readonly Line[], section: string): readonly Line[] {
  const toml = tomlLines(lines);
  const inside = (name: string) => name === section || name.startsWith(`${section}.`);
  const goes = [
    ...toml.tables.filter(({ name }) => inside(name)).map(({ index }) => ({ from: index, to: index + 1 })),
    ...toml.settings.filter((setting) => inside(setting.section)),
  ].toSorted((a, b) => a.from - b.from);
  return goes.reduceRight((left: readonly Line[], { from, to }) => splice(left, from, to, []), lines);
}

const asKey = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

/** TOML 1.0 basic strings escape what JSON escapes, and DEL too. */
function asToml(value: SettingValue): string {
  if (typeof value === "object") return `[${value.map(asToml).join(", ")}]`;
  return typeof value === "string" ? JSON.stringify(value).replaceAll("\x7f", "\\u007f") : String(value);
}
