/** Edits a mosquitto.conf line by line: what no change names stays byte for byte. Applying the same changes again changes nothing. */
import type { Change } from "../../../model/change.ts";
import type { SettingValue } from "../../../model/setting.ts";
import { contentEnd, type Line, splice, toLines, toText } from "../lines.ts";
import {
  isBridge,
  isBridgeKey,
  isOfListener,
  type MosquittoConf,
  type MosquittoLine,
  mosquittoConf,
  type Part,
  partsOf,
  type Word,
} from "./mosquitto-lines.ts";

type SettingChange = Extract<Change, { kind: "setting" }>;

export function editMosquitto(text: string, changes: readonly Change[]): string {
  return toText(changes.reduce((lines, change) => editMosquittoLines(lines, change), toLines(text)));
}

/**
 * @param others words of the broker's other files
 * @returns the very lines given when there is nothing to edit
 */
export function editMosquittoLines(
  lines: readonly Line[],
  change: Change,
  others: readonly Word[] = [],
): readonly Line[] {
  if (change.kind === "setting") return setSetting(lines, change, others);
  return change.kind === "drop-section" ? dropSection(lines, change.section, others) : lines;
}

function setSetting(lines: readonly Line[], change: SettingChange, others: readonly Word[]): readonly Line[] {
  const conf = mosquittoConf(lines, others);
  if (change.after === undefined) return without(lines, going(lines, conf, change));
  const live = standing(lines, conf, change);
  const value = asText(change.after);
  if (live) return live.value === value ? lines : replaceLine(lines, live.index, withValue(lines, live, value));
  if (change.key === "listener") return openSection(lines, conf, `listener ${value}`);
  const section = sectionOf(conf, change);
  const opened = openSection(lines, conf, section);
  return add(opened, mosquittoConf(opened, others), section, change.key, value);
}

/** The line that the change points at; without a place, every line of the section that says what was before. */
function going(lines: readonly Line[], conf: MosquittoConf, change: SettingChange): readonly MosquittoLine[] {
  const at = standingAt(lines, conf, change);
  if (at) return [at];
  const before = change.before === undefined ? undefined : asText(change.before);
  const section = sectionOf(conf, change);
  return conf.lines.filter(
    (line) => line.key === change.key && line.section === section && (before === undefined || line.value === before),
  );
}

function standingAt(lines: readonly Line[], conf: MosquittoConf, { key, at }: SettingChange) {
  return at && conf.lines.find((line) => line.key === key && lines[line.index]?.origin === at.line);
}

/** The line that holds the setting now. Some keys may stand several times (`log_type`): one that says the right thing already counts. */
function standing(lines: readonly Line[], conf: MosquittoConf, change: SettingChange): MosquittoLine | undefined {
  const section = sectionOf(conf, change);
  const same = conf.lines.filter((line) => line.key === change.key && line.section === section);
  const saying = (value: SettingValue | undefined) =>
    value === undefined ? undefined : same.findLast((line) => line.value === asText(value));
  return standingAt(lines, conf, change) ?? saying(change.before) ?? saying(change.after) ?? same.at(-1);
}

/** The section that the lines would name: a listener's setting without one is the default listener's, other settings are nobody's own. */
export function sectionOf(conf: MosquittoConf, { section, key }: { section: string; key: string }): string {
  if (isBridgeKey(key)) return section;
  if (!isOfListener(conf, key)) return "";
  return section === "" ? conf.defaultSection : section;
}

function add(
  lines: readonly Line[],
  conf: MosquittoConf,
  section: string,
  key: string,
  value: string,
): readonly Line[] {
  const commented = hiddenDefault(lines, conf, section, key);
  if (commented !== undefined) return replaceLine(lines, commented, `${key} ${value}`);
  // mosquitto refuses a file where it stands below any security setting.
  if (key === "per_listener_settings") {
    const first = conf.lines[0]?.index ?? contentEnd(lines);
    return splice(lines, first, first, [`${key} ${value}`]);
  }
  const parts = partsOf(conf, contentEnd(lines));
  const index = (parts.findLast((part) => part.section === section) ?? parts[0])?.insertAt ?? 0;
  return splice(lines, index, index, [`${key} ${value}`]);
}

/** Index of the default that is commented out, where filling it in puts it in force for this section. */
export function hiddenDefault(
  lines: readonly Line[],
  conf: MosquittoConf,
  section: string,
  key: string,
): number | undefined {
  const parts = partsOf(conf, contentEnd(lines));
  const own = parts.findLast((part) => part.section === section) ?? parts[0];
  const isWhole = !isBridgeKey(key) && !isOfListener(conf, key);
  const places = isWhole ? parts.filter((part) => !isBridge(part.section)) : own ? [own] : [];
  const index = places.map((part) => commentedOut(lines, part, key)).find((one) => one !== undefined);
  const isLate = key === "per_listener_settings" && (index ?? 0) > (conf.lines[0]?.index ?? lines.length);
  return isLate ? undefined : index;
}

/** A default that is commented out, `#key value`; a sentence that begins with the same word has more words than that. */
function commentedOut(lines: readonly Line[], part: Part, key: string): number | undefined {
  const tight = /^#(\S+)(?:\s+\S+)?\s*$/;
  const loose = /^\s*#+\s*(\S+)(?:\s+\S+)?\s*$/;
  for (const pattern of [tight, loose]) {
    for (let i = part.from; i < part.to; i++) if (pattern.exec(lines[i]?.text ?? "")?.[1] === key) return i;
  }
  return undefined;
}

function openSection(lines: readonly Line[], conf: MosquittoConf, section: string): readonly Line[] {
  const isThere = partsOf(conf, 0).some((part) => part.section === section);
  if (isThere) return lines;
  const end = contentEnd(lines);
  return splice(lines, end, end, end === 0 ? [section] : ["", section]);
}

/** The section's own lines go; what stands among them and holds for the whole broker stays. */
function dropSection(lines: readonly Line[], section: string, others: readonly Word[]): readonly Line[] {
  if (section === "") return lines;
  return without(
    lines,
    mosquittoConf(lines, others).lines.filter((line) => line.section === section),
  );
}

const without = (lines: readonly Line[], goes: readonly MosquittoLine[]): readonly Line[] =>
  goes.reduceRight((left, { index }) => splice(left, index, index + 1, []), lines);

function withValue(lines: readonly Line[], line: MosquittoLine, value: string): string {
  const head = /^\s*\S+\s*/.exec(lines[line.index]?.text ?? "")?.[0] ?? line.key;
  return `${/\s$/.test(head) ? head : `${head} `}${value}`;
}

function replaceLine(lines: readonly Line[], index: number, text: string): readonly Line[] {
  return lines[index]?.text === text ? lines : splice(lines, index, index + 1, [text]);
}

const asText = (value: SettingValue): string => (typeof value === "object" ? value.join(" ") : String(value));
