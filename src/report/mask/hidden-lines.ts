/**
 * A file's lines as a person may see them.
 * Invariant: as many lines as the text has, each masked by what its value belongs to, so that a diff can show them by number.
 */

import { isScalar, type Node, visit } from "yaml";
import type { ConfigFormat } from "../../model/machine.ts";
import { mosquittoLines } from "../edit/config/mosquitto-lines.ts";
import { tomlLines } from "../edit/config/toml-lines.ts";
import { toLines } from "../edit/lines.ts";
import { applySplices, endOf, keyOf, pairs, type Splice, startOf, yamlText } from "../edit/yaml/text.ts";
import { hideEnvironment, hideGrafana, hideUsers } from "./hidden-config-lines.ts";
import { hideValue, hideWithin, mask, withoutPrivateKeys } from "./hide.ts";

export type Format = "compose" | ConfigFormat;

const hiders: Readonly<Record<Format, (text: string) => string>> = {
  compose: hideCompose,
  mosquitto: hideMosquitto,
  telegraf: hideTelegraf,
  influxdb: hideTelegraf,
  grafana: hideGrafana,
  environment: hideEnvironment,
  "mosquitto-users": hideUsers,
  "mosquitto-acl": (text) => text,
};

export function hiddenLines(text: string, format: Format): readonly string[] {
  const hidden = hiders[format](text);
  return withoutPrivateKeys(hidden)
    .split("\n")
    .map((line) => hideWithin(line.replace(/\r$/, "")));
}

function hideCompose(text: string): string {
  const yaml = yamlText(text);
  if (!yaml) return text;
  const splices: Splice[] = [];
  const hide = (name: string, value: string, node: Node, head = "") => {
    if (hideValue(name, value) !== mask) return;
    const [start, end] = [startOf(node), endOf(node)];
    splices.push({ start, end, text: sameLines(text.slice(start, end), head + mask) });
  };
  visit(yaml.doc, {
    Map(_, map) {
      for (const pair of pairs(map)) if (isScalar(pair.value)) hide(keyOf(pair), String(pair.value.value), pair.value);
    },
    Seq(_, list) {
      (list.items as Node[]).forEach((item, i) => {
        if (!isScalar(item)) return;
        const [, name, value] = /^([^=\s]+)=(?!=)([\s\S]*)$/.exec(String(item.value)) ?? [];
        if (name !== undefined && value !== undefined) hide(name, value, item, `${name}=`);
        // `command: [influxd, --password, hunter2]`
        const before = list.items[i - 1];
        if (isScalar(before) && String(before.value).startsWith("-"))
          hide(String(before.value), String(item.value), item);
      });
    },
  });
  return applySplices(text, splices);
}

/** One line in place of several, with the same line ends, so that the lines after it keep their numbers. */
function sameLines(written: string, shown: string): string {
  return shown + "\n".repeat(written.split("\n").length - 1);
}

function hideMosquitto(text: string): string {
  const lines = toLines(text);
  const live = new Map(mosquittoLines(lines).map((line) => [line.index, line]));
  return lines
    .map(({ text: line, eol }, index) => {
      const [, head = "", key = "", value = ""] = /^(\s*#?\s*(\S+)\s+)(\S.*)$/.exec(line) ?? [];
      const isDefault = live.has(index) || !value.includes(" ");
      return isDefault && hideValue(key, value.trimEnd()) === mask ? head + mask + eol : line + eol;
    })
    .join("");
}

function hideTelegraf(text: string): string {
  const lines = toLines(text).map(({ text: line, eol }) => ({ text: line, eol }));
  for (const { key, from, to, valueFrom, valueTo } of tomlLines(lines).settings) {
    const written = lines
      .slice(from, to)
      .map((line, i) => line.text.slice(i === 0 ? valueFrom : 0, i === to - from - 1 ? valueTo : undefined));
    if (/^(?:true|false)$/.test(written.join("")) || hideValue(key, bare(written.join("\n"))) !== mask) continue;
    const first = lines[from];
    const tail = lines[to - 1]?.text.slice(valueTo) ?? "";
    if (first) lines[from] = { ...first, text: `${first.text.slice(0, valueFrom)}"${mask}"${tail}` };
    for (let i = from + 1; i < to; i++) lines[i] = { text: "", eol: lines[i]?.eol ?? "" };
  }
  return lines.map(({ text: line, eol }) => line + eol).join("");
}

const bare = (value: string): string => value.replaceAll(/^["']+|["']+$/g, "");
