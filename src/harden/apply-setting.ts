import type { Change } from "../model/change.ts";
import type { ConfigFile, Setting } from "../model/setting.ts";
import type { Span } from "../model/span.ts";
import { isSame } from "./propose.ts";

type SettingChange = Extract<Change, { kind: "setting" }>;

/**
 * `before` and `after`: what stands is replaced. `before` alone: it goes. `after` alone: it is added, and its section with it.
 * @param at place of what is added
 */
export function withSetting(file: ConfigFile, change: SettingChange, at: Span): ConfigFile {
  const { section, key, before, after } = change;
  const isMeant = (one: Setting) =>
    one.section === section && one.key === key && before !== undefined && isSame(one.value, before);
  if (after === undefined) return { ...file, settings: file.settings.filter((one) => !isMeant(one)) };
  if (before !== undefined)
    return { ...file, settings: file.settings.map((one) => (isMeant(one) ? { ...one, value: after } : one)) };
  const known = section === "" || file.sections.some((one) => one.value === section);
  return {
    ...file,
    sections: known ? file.sections : [...file.sections, { value: section, at }],
    settings: [...file.settings, { section, key, value: after, at }],
  };
}

export function withoutSection(file: ConfigFile, section: string): ConfigFile {
  return {
    ...file,
    sections: file.sections.filter((one) => one.value !== section),
    settings: file.settings.filter((one) => one.section !== section),
  };
}
