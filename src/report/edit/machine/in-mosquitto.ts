/**
 * A mosquitto.conf and the files of its `include_dir`. These are read where that line stands; each begins with the default listener, so a
 * listener's settings lie in one file, and what is neither a listener's nor a bridge's counts wherever it stands.
 * @see mosquitto.conf(5), include_dir
 */
import type { Change } from "../../../model/change.ts";
import { editMosquittoLines, hiddenDefault, sectionOf } from "../config/mosquitto.ts";
import {
  isBridgeKey,
  isOfListener,
  type MosquittoConf,
  mosquittoConf,
  type Word,
  wordsOf,
} from "../config/mosquitto-lines.ts";
import type { Edited, OpenFile } from "./open-file.ts";
import { perListenerFirst } from "./per-listener-first.ts";

type ConfigChange = Extract<Change, { kind: "setting" | "drop-section" }>;
type SettingChange = Extract<Change, { kind: "setting" }>;

/** @param files the main one first */
export function inMosquitto(files: readonly OpenFile[], change: ConfigChange): readonly Edited[] {
  const all = files.map((file): Read => {
    const others = files.filter((other) => other !== file).flatMap(({ lines }) => wordsOf(lines));
    return { file, others, conf: mosquittoConf(file.lines, others) };
  });
  const edited = takersOf(all, change).map(({ file, others }) => ({
    file,
    lines: editMosquittoLines(file.lines, elsewhere(change, file), others),
  }));
  return perListenerFirst(files, edited);
}

interface Read {
  readonly file: OpenFile;
  readonly others: readonly Word[];
  readonly conf: MosquittoConf;
}

/** Lines have numbers in their own file only. */
function elsewhere(change: ConfigChange, file: OpenFile): ConfigChange {
  if (change.at === undefined || change.at.file === file.path) return change;
  const { at: _, ...rest } = change;
  return rest;
}

function takersOf(all: readonly Read[], change: ConfigChange): readonly Read[] {
  const named = all.find(({ file }) => file.path === change.at?.file);
  // A section's own settings may lie in several files: those of the default listener.
  if (change.kind === "drop-section") return all;
  if (change.after === undefined) return named ? [named] : all;
  if (named && stands(named, change)) return [named];
  const one = standing(all, change) ?? placeFor(all, change);
  return one ? [one] : [];
}

const same = ({ conf }: Read, change: SettingChange) =>
  conf.lines.filter((line) => line.key === change.key && line.section === sectionOf(conf, change));

const stands = ({ file, conf }: Read, { key, at }: SettingChange): boolean =>
  conf.lines.some((line) => line.key === key && file.lines[line.index]?.origin === at?.line);

/** The file whose line counts: what the main file says below `include_dir` is read last. */
function standing(all: readonly Read[], change: SettingChange): Read | undefined {
  const having = all.filter((one) => same(one, change).length > 0);
  const saying = (value: SettingChange["after"]) =>
    value === undefined
      ? undefined
      : having.findLast((one) => same(one, change).some((line) => line.value === String(value)));
  const [main] = all;
  const include = main?.conf.lines.findLast(({ key }) => key === "include_dir")?.index ?? -1;
  const isLast = main && having.includes(main) && same(main, change).some(({ index }) => index > include);
  return saying(change.before) ?? saying(change.after) ?? (isLast ? main : having.at(-1));
}

/** For what stands nowhere yet. */
function placeFor(all: readonly Read[], change: SettingChange): Read | undefined {
  const [main] = all;
  if (!main || change.key === "listener") return main;
  const section = sectionOf(main.conf, change);
  if (isBridgeKey(change.key) || isOfListener(main.conf, change.key)) {
    return section === "" ? main : (all.find(({ file, conf }) => opens(file, conf, section)) ?? main);
  }
  return all.find(({ file, conf }) => hiddenDefault(file.lines, conf, section, change.key) !== undefined) ?? main;
}

const opens = (_: OpenFile, { lines }: MosquittoConf, section: string): boolean =>
  lines.some((line) => line.section === section && /^(?:listener|port|connection)$/.test(line.key));
