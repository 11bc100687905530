/**
 * A telegraf.conf and the files of telegraf.d, or an influxdb.conf. Each file is read by itself; the occurrences of a table are counted
 * over all of them, in the order in which they are read.
 */
import type { Change } from "../../../model/change.ts";
import { editTelegrafLines } from "../config/telegraf.ts";
import { type TomlLines, tomlLines } from "../config/toml-lines.ts";
import type { Edited, OpenFile } from "./open-file.ts";

type ConfigChange = Extract<Change, { kind: "setting" | "drop-section" }>;

interface Read {
  readonly file: OpenFile;
  readonly toml: TomlLines;
}

/** @param files the main one first */
export function inToml(files: readonly OpenFile[], change: ConfigChange): readonly Edited[] {
  const all = files.map((file): Read => ({ file, toml: tomlLines(file.lines) }));
  const [, path, index, rest = ""] = /^([^[]+)\[(\d+)\](.*)$/.exec(change.section) ?? [];
  const taker = path === undefined ? takerOf(all, change) : occurrence(all, path, Number(index));
  if (!taker) return [];
  const { file } = taker.read;
  const section = path === undefined ? change.section : `${path}[${taker.index}]${rest}`;
  const { at, ...own } = change;
  const local = { ...own, section, ...(at?.file === file.path ? { at } : {}) } as ConfigChange;
  return [{ file, lines: editTelegrafLines(file.lines, local) }];
}

interface Taker {
  readonly read: Read;
  /** Of the table's occurrence, counted in this file alone. */
  readonly index: number;
}

/** The file that the occurrence stands in; a new one follows the last, so that no other is counted anew. */
function occurrence(all: readonly Read[], path: string, index: number): Taker | undefined {
  let before = 0;
  let last: Taker | undefined;
  for (const read of all) {
    const own = countIn(read, path);
    if (index < before + own) return { read, index: index - before };
    before += own;
    if (own > 0) last = { read, index: own };
  }
  const [main] = all;
  return last ?? (main && { read: main, index: 0 });
}

const countIn = ({ toml }: Read, path: string): number =>
  toml.tables.reduce((most, { name }) => {
    const [, index] = name.startsWith(`${path}[`) ? (/^\[(\d+)\]/.exec(name.slice(path.length)) ?? []) : [];
    return index === undefined ? most : Math.max(most, Number(index) + 1);
  }, 0);

/** Of a table that stands once: where the setting stands, the last file where there are several; else where the table does. */
function takerOf(all: readonly Read[], change: ConfigChange): Taker | undefined {
  const named = all.find(({ file }) => file.path === change.at?.file);
  const key = change.kind === "setting" ? change.key : undefined;
  const setting = all.findLast(({ toml }) =>
    toml.settings.some((one) => one.section === change.section && one.key === key),
  );
  const table = all.find(({ toml }) => toml.tables.some(({ name }) => name === change.section));
  const read = named ?? setting ?? table ?? all[0];
  return read && { read, index: 0 };
}
