/**
 * Files of settings as a person may see them: what is commented out is masked as well, it is often an old password.
 * Invariant: as many lines as the text has.
 */
import { envLines } from "../edit/config/env-lines.ts";
import { iniLines } from "../edit/config/ini-lines.ts";
import { type Line, toLines } from "../edit/lines.ts";
import { hideValue, mask } from "./hide.ts";

/** A value in its file: lines `from` to `to`, and the columns where it starts and ends. */
interface Written {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly valueFrom: number;
  /** In line `to - 1`. */
  readonly valueTo: number;
}

export function hideGrafana(text: string): string {
  const lines = toLines(text);
  return withoutSecrets(lines, iniLines(lines).settings, /^(\s*[#;]\s*([\w.-]+)\s*=\s*)(\S.*)$/);
}

export function hideEnvironment(text: string): string {
  const lines = toLines(text);
  const all = envLines(lines).map(({ name: key, from, to, valueFrom, tail }): Written => {
    const last = lines[to - 1]?.text.length ?? 0;
    return { key, from, to, valueFrom, valueTo: last - tail.length };
  });
  return withoutSecrets(lines, all, /^(\s*[#;]+\s*(?:export\s+)?([\w.-]+)=)(\S.*)$/);
}

/** `user:hash`. @see mosquitto_passwd(1) */
export const hideUsers = (text: string): string => text.replaceAll(/^([^:#\r\n]+:)[^\r\n]+/gm, `$1${mask}`);

/** @param hidden what is commented out: all before the value, the key in it, the value */
function withoutSecrets(lines: readonly Line[], all: readonly Written[], hidden: RegExp): string {
  const shown = lines.map(({ text }) => {
    const [, head = "", key = "", value = ""] = hidden.exec(text) ?? [];
    return key !== "" && isSecret(key, value.trim()) ? head + mask : text;
  });
  for (const { key, from, to, valueFrom, valueTo } of all) {
    const written = lines
      .slice(from, to)
      .map((line, i) => line.text.slice(i === 0 ? valueFrom : 0, i === to - from - 1 ? valueTo : undefined));
    const first = lines[from]?.text ?? "";
    const tail = lines[to - 1]?.text.slice(valueTo) ?? "";
    const isHidden = isSecret(key, written.join("\n"));
    shown[from] = isHidden ? `${first.slice(0, valueFrom)}${mask}${tail}` : first;
    for (let i = from + 1; i < to; i++) shown[i] = isHidden ? "" : (lines[i]?.text ?? "");
  }
  return lines.map(({ eol }, i) => `${shown[i] ?? ""}${eol}`).join("");
}

function isSecret(key: string, written: string): boolean {
  const value = written.replaceAll(/^(?:"""|["'`])|(?:"""|["'`])$/g, "");
  return !/^(?:true|false)$/.test(value) && hideValue(key, value) === mask;
}
