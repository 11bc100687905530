/**
 * Edits a telegraf.conf or influxdb.conf (TOML) line by line: what no change names stays byte for byte. Applying the same changes again
 * changes nothing.
 * A setting that is commented out is filled in where it stands, once its table is in force. A table that is commented out whole stays so,
 * unless a change names it: then its header is put in force where it stands, if no other table's settings would come under it, and of its
 * settings those that changes name.
 */
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
  if (commented) return splice(lines, commented.from, commented.to, [`${commented.indent}${text}`]);
  const own = toml.settings.filter((setting) => setting.from >= body.from && setting.from < body.to);
  const last = own.at(-1);
  const index = last?.to ?? body.from;
  const indent =
    section === ""
      ? ""
      : indentOf(lines[last?.from ?? -1]?.text ?? (toml.settings.length === 0 ? "  " : usualIndent(lines, toml)));
  return splice(lines, index, index, [`${indent}${text}`]);
}

/** Tables inside others are often indented further. */
function usualIndent(lines: readonly Line[], toml: TomlLines): string {
  const inTable = toml.settings.find(({ section }) => section !== "" && !section.includes("]."));
  return inTable ? indentOf(lines[inTable.from]?.text ?? "") : "  ";
}

/**
 * `# key = …`, and in a table that was commented out whole also `#   # key = …` (`##` is prose in Telegraf's files), with the rest of its
 * array where that goes on over commented lines.
 */
function commentedOut(
  lines: readonly Line[],
  body: Body,
  key: string,
): (Body & { readonly indent: string }) | undefined {
  for (let i = body.to - 1; i >= body.from; i--) {
    const found = /^(\s*)#[^\S\n]?([^\S\n]*)(?:#\s+)?([\w-]+)\s*=\s*(.*)$/.exec(lines[i]?.text ?? "");
    const [, before = "", after = "", name, value = ""] = found ?? [];
    if (name !== key) continue;
    let to = i + 1;
    if (value.startsWith("[") && !value.includes("]")) {
      const end = lines.findIndex(
        (line, at) => at > i && (/^[\s#]*#\s*\]/.test(line.text) || !/^\s*#/.test(line.text)),
      );
      if (end !== -1 && /^[\s#]*#\s*\]/.test(lines[end]?.text ?? "")) to = end + 1;
    }
    return { from: i, to, indent: before + after };
  }
  return undefined;
}

function openTable(lines: readonly Line[], toml: TomlLines, section: string): readonly Line[] {
  if (section === "" || toml.tables.some(({ name }) => name === section)) return lines;
  const path = section.replaceAll(/\[\d+\]/g, "");
  const text = section.endsWith("]") ? `[[${path}]]` : `[${path}]`;
  const hidden = hiddenTable(lines, toml, text, path);
  if (hidden !== undefined)
    return splice(lines, hidden, hidden + 1, [(lines[hidden]?.text ?? text).replace(/#\s*/, "")]);
  const end = parentEnd(lines, toml, section) ?? contentEnd(lines);
  return splice(lines, end, end, end === 0 ? [text] : ["", text]);
}

/**
 * The header that is commented out, once: `# [[inputs.mqtt_consumer]]`, below all occurrences that are in force and with no setting in
 * force between it and the next header in force. Not for tables inside others, whose place decides what they belong to.
 */
function hiddenTable(lines: readonly Line[], toml: TomlLines, header: string, path: string): number | undefined {
  const last = toml.tables.findLast(({ name }) => name.replaceAll(/\[\d+\]/g, "") === path)?.index ?? -1;
  const index = lines.findIndex((line, i) => i > last && /^\s*#\s*(\[.*\])\s*$/.exec(line.text)?.[1] === header);
  const next = toml.tables.find((table) => table.index > index)?.index ?? lines.length;
  const takesSome = toml.settings.some(({ to, from }) => to > index && from < next);
  const isInside = toml.tables.some(({ name }) => path.startsWith(`${name.replaceAll(/\[\d+\]/g, "")}.`));
  return index === -1 || takesSome || isInside ? undefined : index;
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
