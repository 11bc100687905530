/**
 * Edits a grafana.ini line by line: what no change names stays byte for byte. Applying the same changes again changes nothing.
 * A default that is commented out is filled in where it stands, once its section is in force. A section that is commented out whole
 * stays so, unless a change names it: then its header is put in force where it stands, if no other section's settings would come under it.
 */
import type { Change } from "../../../model/change.ts";
import type { SettingValue } from "../../../model/setting.ts";
import { contentEnd, type Line, splice, toLines, toText } from "../lines.ts";
import { hiddenHeader, type IniLines, type IniPart, type IniSetting, iniLines, partsOf } from "./ini-lines.ts";

type SettingChange = Extract<Change, { kind: "setting" }>;

export function editGrafana(text: string, changes: readonly Change[]): string {
  return toText(changes.reduce(editGrafanaLines, toLines(text)));
}

/** @returns the very lines given when there is nothing to edit */
export function editGrafanaLines(lines: readonly Line[], change: Change): readonly Line[] {
  if (change.kind === "setting") return setSetting(lines, change);
  return change.kind === "drop-section" ? dropSection(lines, change.section) : lines;
}

function setSetting(lines: readonly Line[], change: SettingChange): readonly Line[] {
  const { section, key, after } = change;
  const ini = iniLines(lines);
  const same = ini.settings.filter((setting) => setting.section === section && setting.key === key);
  if (after === undefined) return same.reduceRight((left, { from, to }) => splice(left, from, to, []), lines);
  const value = spelled(after);
  // Of a key that stands twice the last counts.
  const live = same.at(-1);
  if (live) return replaceValue(lines, live, value);
  const opened = openSection(lines, ini, section);
  return add(opened, section, key, value);
}

function replaceValue(lines: readonly Line[], setting: IniSetting, value: string): readonly Line[] {
  const { from, to, valueFrom, valueTo } = setting;
  const head = lines[from]?.text.slice(0, valueFrom) ?? "";
  const tail = lines[to - 1]?.text.slice(valueTo) ?? "";
  const old = lines[from]?.text.slice(valueFrom, valueTo) ?? "";
  // `"x"` and `'x'` say x.
  if (to - from === 1 && (old === value || /^(["'])([^"'#;\\]*)\1$/.exec(old)?.[2] === value)) return lines;
  const gap = valueFrom === valueTo && /[=:]$/.test(head) && /\s$/.test(head.slice(0, -1)) ? " " : "";
  return splice(lines, from, to, [`${head}${gap}${value}${tail}`]);
}

function add(lines: readonly Line[], section: string, key: string, value: string): readonly Line[] {
  const ini = iniLines(lines);
  const parts = partsOf(lines, ini, section);
  const isFree = (i: number) => !ini.settings.some(({ from, to }) => i >= from && i < to);
  for (const mark of [";", "#"]) {
    for (const { from, to } of parts) {
      for (let i = from; i < to; i++) {
        const [, indent = "", head = "", old = ""] = isFree(i) ? (hiddenDefault(lines[i]?.text, mark, key) ?? []) : [];
        if (head === "") continue;
        const tail = /\s+[#;].*$/.exec(old)?.[0] ?? "";
        return splice(lines, i, i + 1, [
          `${indent}${head}${/[=:]$/.test(head) && / [=:]$/.test(head) ? " " : ""}${value}${tail}`,
        ]);
      }
    }
  }
  const index = insertAt(lines, ini, parts.at(-1) ?? { from: lines.length, to: lines.length });
  const like = ini.settings.find(({ from }) => from < index) ?? ini.settings[0];
  const head = like ? (lines[like.from]?.text.slice(0, like.valueFrom) ?? "") : " = ";
  const text = `${key}${/\S=\s*$/.test(head) ? "=" : " = "}${value}`;
  // Below a line that ends in a backslash, it would go on with that one's value.
  const isOpen = like !== undefined && (lines[index - 1]?.text.trimEnd().endsWith("\\") ?? false);
  return splice(lines, index, index, [...(isOpen ? [""] : []), text]);
}

/** `;key = value`, the key alone in front of the `=`. @returns indent, key with `=` and the spaces around it, the rest */
function hiddenDefault(text: string | undefined, mark: string, key: string): readonly string[] | undefined {
  const found = /^(\s*)([#;])\s*(([\w.-]+)\s*=[^\S\n]*)(.*)$/.exec(text ?? "");
  if (!found || found[2] !== mark || found[4] !== key) return undefined;
  return [found[0], found[1] ?? "", found[3] ?? "", found[5] ?? ""];
}

/** After the section's last setting; with none, right below its header; above all headers, after what stands there. */
function insertAt(lines: readonly Line[], ini: IniLines, part: IniPart): number {
  const last = ini.settings.findLast(({ from }) => from >= part.from && from < part.to);
  if (last) return last.to;
  if (part.from > 0) return part.from;
  const end = lines.slice(0, part.to).findLastIndex((line) => line.text.trim() !== "" && !isTitle(line.text)) + 1;
  return Math.min(end, part.to);
}

/** `#### Server ####` announces what follows. */
const isTitle = (text: string): boolean => /^\s*#{3,}/.test(text);

function openSection(lines: readonly Line[], ini: IniLines, section: string): readonly Line[] {
  if (section === "" || ini.sections.some(({ name }) => name === section)) return lines;
  const hidden = lines.findIndex(
    (line, i) => hiddenHeader.exec(line.text)?.[1] === section && takesNothing(lines, ini, i),
  );
  if (hidden !== -1) {
    const text = lines[hidden]?.text ?? "";
    return splice(lines, hidden, hidden + 1, [text.replace(/[#;]\s*/, "")]);
  }
  const end = contentEnd(lines);
  return splice(lines, end, end, end === 0 ? [`[${section}]`] : ["", `[${section}]`]);
}

/** Whether a header that came into force here would leave all settings in the sections that they are in. */
function takesNothing(lines: readonly Line[], ini: IniLines, index: number): boolean {
  if (ini.settings.some(({ from, to }) => index >= from && index < to)) return false;
  const next = ini.sections.find((one) => one.index > index)?.index ?? lines.length;
  return !ini.settings.some(({ from }) => from > index && from < next);
}

function dropSection(lines: readonly Line[], section: string): readonly Line[] {
  const ini = iniLines(lines);
  const goes = [
    ...ini.sections.filter(({ name }) => name === section).map(({ index }) => ({ from: index, to: index + 1 })),
    ...ini.settings.filter((setting) => setting.section === section),
  ].toSorted((a, b) => a.from - b.from);
  return section === "" ? lines : goes.reduceRight((left, { from, to }) => splice(left, from, to, []), lines);
}

/** As Grafana reads it back; what would begin a comment or end the value stands in triple quotes. */
function spelled(value: SettingValue): string {
  const text = typeof value === "object" ? value.join(", ") : String(value);
  const isPlain = /^[^\s"'`#;\\]([^#;\n\r]*[^\s#;\\])?$/.test(text) || text === "";
  if (isPlain) return text;
  // The last three quotes of the line end it, whatever is inside.
  return `"""${text}"""`;
}
