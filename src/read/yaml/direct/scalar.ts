import type { Lines } from "./lines.ts";
import type { WrittenScalar } from "./written.ts";

/** What may begin a text without quotes; a `-` may when it has no space behind it. */
const opensPlain = /[^\s?:,[\]{}#&*!|>'"%@`]/y;

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };

/** Without quotes, in a line or several. @param column of the map or list that it stands in */
export function readPlain(lines: Lines, column: number): WrittenScalar | undefined {
  const start = lines.at;
  if (!beginsPlain(lines)) return undefined;
  const first = lines.text.slice(start, lines.lineEnd());
  const hash = first.indexOf(" #");
  let source = (hash < 0 ? first : first.slice(0, hash)).trimEnd();
  if (!isOneText(source)) return undefined;
  lines.pass(start + source.length);
  lines.lexemes += 2;
  if (hash >= 0) return plain(source, start, lines.at);
  for (let line = nextLine(lines, column); line !== undefined; line = nextLine(lines, column)) {
    const more = line.trimEnd();
    if (line.includes(" #") || !isOneText(more)) return undefined;
    source += ` ${more}`;
    lines.pass(lines.at + more.length);
  }
  return plain(source, start, lines.at);
}

export function beginsPlain({ text, at }: Lines): boolean {
  opensPlain.lastIndex = at;
  return opensPlain.test(text) && (text[at] !== "-" || !/^-[\s,[\]{}]?$/.test(text.slice(at, at + 2)));
}

/** No `key: value`, and nothing but spaces between its words. */
const isOneText = (text: string): boolean => !text.includes(": ") && !text.endsWith(":") && !text.includes("\t");

function nextLine(lines: Lines, column: number): string | undefined {
  const end = lines.at;
  lines.skipSpaces();
  const line = lines.continued(column);
  if (line === undefined) lines.at = end;
  return line;
}

/** In quotes, on one line. */
export function readQuoted(lines: Lines): WrittenScalar | undefined {
  const { text, at: start } = lines;
  const quote = text[start];
  const end = quote === "'" ? singleEnd(text, start) : doubleEnd(text, start);
  const inside = text.slice(start + 1, end);
  if (end < 0 || inside.includes("\n")) return undefined;
  const value = quote === "'" ? inside.replaceAll("''", "'") : unescaped(inside);
  if (value === undefined) return undefined;
  lines.pass(end + 1);
  lines.lexemes += 2;
  const type = quote === "'" ? "QUOTE_SINGLE" : "QUOTE_DOUBLE";
  return { kind: "scalar", value, source: value, type, start, end: lines.at };
}

function singleEnd(text: string, start: number): number {
  let end = text.indexOf("'", start + 1);
  while (end >= 0 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  return end;
}

function doubleEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text[end - 1] === "\\" && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text[from - 1] === "\\") from -= 1;
  return (at - from) % 2 === 1;
}

/** @returns undefined for what is rare */
function unescaped(inside: string): string | undefined {
  if (!inside.includes("\\")) return inside;
  let isKnown = true;
  const value = inside.replace(/\\(.)/gs, (_, sign: string) => {
    isKnown &&= escapes[sign] !== undefined;
    return escapes[sign] ?? "";
  });
  return isKnown ? value : undefined;
}

export function plain(source: string, start: number, end: number): WrittenScalar {
  return { kind: "scalar", value: coreValue(source), source, type: "PLAIN", start, end };
}

/** @see YAML 1.2.2, section 10.3.2, the core schema's tag resolution */
function coreValue(source: string): unknown {
  if (/^[-+.\d]/.test(source)) return numberOf(source);
  if (source === "" || /^(?:~|null|Null|NULL)$/.test(source)) return null;
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  return /^(?:false|False|FALSE)$/.test(source) ? false : source;
}

function numberOf(source: string): unknown {
  if (/^[-+]?\d+$/.test(source)) return Number.parseInt(source, 10);
  if (/^0o[0-7]+$/.test(source)) return Number.parseInt(source.slice(2), 8);
  if (/^0x[\da-fA-F]+$/.test(source)) return Number.parseInt(source.slice(2), 16);
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(source)) return Number.parseFloat(source);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return source[0] === "-" ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(source) ? Number.NaN : source;
}
