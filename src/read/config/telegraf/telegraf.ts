/**
 * telegraf.conf as sections and settings with places. What is wrong by Telegraf's own rules is said here; what is right and not
 * carried out is for whoever plans to run it.
 */
import type { ConfigFile, Setting } from "../../../model/setting.ts";
import type { Located } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean } from "../../say/suggest.ts";
import type { SourceFile } from "../../sources.ts";
import { settingsOf } from "../toml/settings.ts";
import { readToml } from "../toml/toml.ts";
import { formatKeys, formats, type Keys, tables, topLevel } from "./keys.ts";
import { Numbering } from "./several.ts";
import { wrongIn } from "./value.ts";

/**
 * @param target path that the service sees the file under
 * @param further files that Telegraf loads after it, in that order; they become part of this one, each setting with its own place
 */
export function readTelegraf(
  file: SourceFile,
  target: string,
  say: Say,
  further: readonly SourceFile[] = [],
): ConfigFile {
  const numbering = new Numbering();
  const read = [file, ...further].map((one) => {
    const toml = readToml(one, say);
    const part = numbering.next(toml ? settingsOf(toml) : { sections: [], settings: [] });
    for (const section of part.sections) checkSection(section, say);
    for (const [section, own] of bySection(part.settings)) checkTable(section, own, say);
    return part;
  });
  return {
    format: "telegraf",
    path: file.path,
    target,
    sections: read.flatMap(({ sections }) => sections),
    settings: read.flatMap(({ settings }) => settings),
  };
}

function bySection(settings: readonly Setting[]): ReadonlyMap<string, readonly Setting[]> {
  const groups = new Map<string, Setting[]>();
  for (const setting of settings) {
    const group = groups.get(setting.section);
    if (group) group.push(setting);
    else groups.set(setting.section, [setting]);
  }
  return groups;
}

function checkSection({ value, at }: Located<string>, say: Say): void {
  const top = value.split(/[.[]/)[0] ?? "";
  if (!topLevel.includes(top)) {
    say.error("unknown-key", at, `Telegraf knows no table \`${top}\``, didYouMean(top, topLevel));
    return;
  }
  const [, plugin = "", below] = /^(\w+\.\w+)\[\d+\]\.([\w-]+)/.exec(value) ?? [];
  const known = tables[plugin];
  if (below === undefined || !known || known[below] === "table") return;
  const subtables = Object.keys(known).filter((key) => known[key] === "table");
  say.error("unknown-key", at, `\`${plugin}\` has no table \`${below}\``, didYouMean(below, subtables));
}

function checkTable(section: string, settings: readonly Setting[], say: Say): void {
  const known = keysOf(section, settings);
  for (const { key, value, at } of settings) {
    if (section === "") {
      say.error("unknown-key", at, `\`${key}\` stands outside of any table`, "Put it below a header such as [agent].");
      continue;
    }
    const takes = known && Object.hasOwn(known, key) ? known[key] : undefined;
    if (known === undefined) continue;
    if (takes === undefined) {
      const remedy = formatRemedy(key) ?? didYouMean(key, Object.keys(known));
      say.error("unknown-key", at, `\`${key}\` is not known in \`${section}\``, remedy);
      continue;
    }
    const wrong = wrongIn(value, takes);
    if (wrong) say.error(wrong.code, at, `\`${key}\` ${wrong.what}`, wrong.remedy);
  }
  const session = settings.find(({ key, value }) => key === "persistent_session" && value === true);
  const hasClientId = settings.some(({ key, value }) => key === "client_id" && value !== "");
  if (session && known !== undefined && !hasClientId) {
    say.error("missing-key", session.at, "`persistent_session` needs a `client_id`", 'Add client_id = "telegraf".');
  }
}

/** @returns undefined for tables that are not looked into */
function keysOf(section: string, settings: readonly Setting[]): Keys | undefined {
  const keys = tables[section.replace(/\[\d+\]$/, "")];
  if (keys === undefined || !section.startsWith("inputs.")) return keys;
  const format = settings.findLast(({ key }) => key === "data_format")?.value ?? "influx";
  const own = typeof format === "string" ? formatKeys[format] : undefined;
  // Another format brings keys that we do not know; a misspelt one is said by its own value.
  return own === undefined && formats.includes(String(format)) ? undefined : { ...keys, ...own };
}

function formatRemedy(key: string): string | undefined {
  const format = Object.keys(formatKeys).find((name) => Object.hasOwn(formatKeys[name] ?? {}, key));
  return format && `It belongs to another format: write data_format = "${format}", or take it out.`;
}
