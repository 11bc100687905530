/** Entries of lists and maps as text, block and flow style. */
import type { YamlText } from "./text.ts";

/** One entry: a list's item without its dash, or `key: value`. `block` may have further lines, indented from the entry on. */
export interface Entry {
  readonly block: string;
  readonly flow: string;
}

export type Kind = "list" | "map";

export const entry = (text: string): Entry => ({ block: text, flow: text });

/** A whole list or map on one line. */
export function flowText(kind: Kind, entries: readonly Entry[]): string {
  const inner = entries.map(({ flow }) => flow).join(", ");
  return kind === "list" ? `[${inner}]` : `{ ${inner} }`;
}

/** Whole lines. @param column of the dashes or keys */
export function blockText(yaml: YamlText, kind: Kind, column: number, entries: readonly Entry[]): string {
  const indent = " ".repeat(column);
  const dash = kind === "list" ? "- " : "";
  const rest = indent + " ".repeat(dash.length);
  return entries.map(({ block }) => `${indent}${dash}${block.replaceAll("\n", yaml.eol + rest)}${yaml.eol}`).join("");
}

/** Column of the entries of a new list or map under a key. */
export const columnUnder = (yaml: YamlText, kind: Kind, keyColumn: number): number =>
  keyColumn + (kind === "list" ? yaml.dashIndent : yaml.step);
