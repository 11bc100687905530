import type { Scalar } from "../../model/node.ts";
import { type BlockText, blockText } from "./block-text.ts";
import { isPlain } from "./plain.ts";
import { quoted } from "./quoted.ts";

/** `escape`: whoever reads the file fills variables, so each `$` of a text is written as `$$`. */
export type Dollars = "escape" | "keep";

/** A value on one line; `""` for nothing, where that can be left out. */
export function inline(scalar: Scalar, isFlow: boolean, dollars: Dollars): string {
  const { value, source, look } = scalar;
  if (value === null) return /^(?:~|null|Null|NULL)$/.test(source) ? source : isFlow ? "null" : "";
  if (typeof value === "boolean")
    return source.toLowerCase() === String(value) && word.test(source) ? source : `${value}`;
  if (typeof value === "number") return Object.is(numberOf(source), value) ? source : numberText(value);
  const quote = look?.quote === "single" || look?.quote === "double" ? look.quote : undefined;
  const text = dollars === "escape" ? value.replaceAll("$", "$$$$") : value;
  return quote === undefined && isPlain(text, isFlow) ? text : quoted(text, quote);
}

const word = /^(?:true|True|TRUE|false|False|FALSE)$/;

/** A text of several lines, or one that was a block in the source. */
export function asBlock(scalar: Scalar, dollars: Dollars): BlockText | undefined {
  const { value, look } = scalar;
  if (typeof value !== "string") return undefined;
  const quote = look?.quote ?? (value.includes("\n") ? "literal" : undefined);
  if (quote !== "literal" && quote !== "folded") return undefined;
  return blockText(dollars === "escape" ? value.replaceAll("$", "$$$$") : value, quote);
}

export function keyText(key: string, isFlow: boolean): string {
  return isPlain(key, isFlow) ? key : quoted(key, undefined);
}

/** What YAML 1.2's core schema makes of it; undefined: no number. */
function numberOf(source: string): number | undefined {
  if (/^[-+]?\d+$/.test(source)) return Number.parseInt(source, 10);
  if (/^0o[0-7]+$/.test(source)) return Number.parseInt(source.slice(2), 8);
  if (/^0x[\da-fA-F]+$/.test(source)) return Number.parseInt(source.slice(2), 16);
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(source)) return Number.parseFloat(source);
  return undefined;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return value > 0 ? ".inf" : "-.inf";
}
