/** The "what" of a change, derived from the record, in words for people. No secret in it. */
import type { Change } from "../model/change.ts";
import type { SettingValue } from "../model/setting.ts";
import type { Port } from "../model/stack.ts";
import { hideSetting, hideValue, mask } from "./mask/hide.ts";
import { oneLine } from "./text/printable.ts";

export function sentence(change: Change): string {
  return oneLine(say(change));
}

function say(change: Change): string {
  switch (change.kind) {
    case "unpublish":
      return `${change.service}: port ${name(change.port)} is no longer published (was ${place(change.port)})`;
    case "publish":
      return `${change.service}: port ${name(change.port)} is published as ${place(change.port)}${instead(change)}`;
    case "environment": {
      const show = (value?: string) => (value === undefined ? value : quote(hideValue(change.name, value)));
      return `${change.service}: environment variable ${change.name} ${move(show(change.before), show(change.after))}`;
    }
    case "setting": {
      const show = (value?: SettingValue) => (value === undefined ? value : literal(hideSetting(change.key, value)));
      return `${change.service}: ${change.key} in ${where(change)} ${move(show(change.before), show(change.after))}`;
    }
    case "drop-section":
      return `${change.service}: ${change.section} is removed from ${change.file}`;
    case "grant":
      return `${change.service}: gets the secret ${change.secret} as ${secretFile(change)}`;
    case "volume-mode": {
      const before = change.before === undefined ? "" : ` (was ${mode(change.before)})`;
      return `volume ${change.volume}: its directory gets mode ${mode(change.after)}${before}`;
    }
  }
}

const name = (port: Port): string => (port.protocol === "tcp" ? `${port.target}` : `${port.target}/${port.protocol}`);

function place({ hostIp, published }: Port): string {
  if (hostIp === undefined)
    return published === undefined ? "a free port of every address" : `${published} on every address`;
  const host = hostIp.includes(":") ? `[${hostIp}]` : hostIp;
  return published === undefined ? `a free port of ${host}` : `${host}:${published}`;
}

function instead({ before, port }: Extract<Change, { kind: "publish" }>): string {
  if (before === undefined) return "";
  const other = name(before) === name(port) ? "" : `, in place of port ${name(before)}`;
  return `${other} (was ${place(before)})`;
}

const unseen = "a value that is not shown";

function move(before: string | undefined, after: string | undefined): string {
  if (after === undefined) return before === undefined ? "is removed" : `is removed (was ${before})`;
  if (before === undefined) return `is set to ${after}`;
  return before === after ? "gets another value, which is not shown" : `changes from ${before} to ${after}`;
}

const quote = (value: string): string => (value === mask ? unseen : `"${value}"`);

function literal(value: SettingValue): string {
  if (typeof value === "object")
    return `[${value.map((item) => (typeof item === "string" ? quote(item) : item)).join(", ")}]`;
  return value === mask ? unseen : value === "" ? '""' : String(value);
}

const where = (change: { readonly file: string; readonly section: string }): string =>
  change.section === "" ? change.file : `${change.file} (${change.section})`;

function secretFile({ secret, target = secret }: Extract<Change, { kind: "grant" }>): string {
  return target.startsWith("/") ? target : `/run/secrets/${target}`;
}

const mode = (bits: number): string => bits.toString(8).padStart(4, "0");
