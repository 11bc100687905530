import type { Entry, List, Mapping, Node } from "../../model/node.ts";
import { Anchors } from "./anchors.ts";
import { flowText, longestKey, mergeText, staysFlow } from "./flow.ts";
import { Page, remark } from "./page.ts";
import { asBlock, type Dollars, inline, keyText } from "./scalar.ts";

/** Writes a tree line by line. `lead` is what stands before the next line's content: indentation, `- `, or both. */
export class BlockWriter {
  readonly page = new Page();
  readonly #anchors = new Anchors();
  readonly #dollars: Dollars;
  /** Comments at the end of a collection that is written on one line: they come below it. */
  #pending: string | undefined;

  constructor(dollars: Dollars) {
    this.#dollars = dollars;
  }

  /** @param lead of the first line @param indent of all others */
  map(map: Mapping, lead: string, indent: string): void {
    const { merges, entries } = this.#anchors.layoutOf(map);
    const merge = mergeText(merges);
    if (merge !== undefined) this.page.line(lead + merge);
    let next = merge === undefined ? lead : indent;
    for (const entry of entries) {
      if (next === indent) this.#above(entry, indent);
      this.#entry(entry, next, indent);
      this.#flush(indent);
      next = indent;
    }
    this.page.below(map.look?.below, indent);
  }

  #above({ look, value }: Entry, indent: string): void {
    if (look?.gap) this.page.blank();
    this.page.comments(look?.above, indent);
    if (this.#anchors.nameOf(value) === undefined) this.page.comments(value.look?.above, indent);
  }

  #entry({ key, value, look }: Entry, lead: string, indent: string): void {
    const text = keyText(key, false);
    const beside = look?.beside ?? this.#besideOf(value);
    const isLong = text.length > longestKey;
    if (isLong) this.page.line(`${lead}? ${text}`);
    this.#value(value, isLong ? `${indent}:` : `${lead}${text}:`, `${indent}  `, beside);
  }

  #flush(indent: string): void {
    this.page.below(this.#pending, indent);
    this.#pending = undefined;
  }

  #list(list: List, lead: string, indent: string): void {
    list.items.forEach((item, i) => {
      if (i > 0 || lead === indent) this.#aboveItem(item, indent);
      this.#item(item, i === 0 ? lead : indent, indent);
    });
    this.#flush(indent);
    this.page.below(list.look?.below, indent);
  }

  /** With what stands above the first thing in the item, which shares its line. */
  #aboveItem(item: Node, indent: string): void {
    if (this.#anchors.nameOf(item) !== undefined) return;
    this.#flush(indent);
    if (item.look?.gap) this.page.blank();
    this.page.comments(item.look?.above, indent);
    if (isBlock(item)) this.page.comments(item.look?.beside, indent);
    if (!this.#isCompact(item)) return;
    if (item.kind === "list") {
      const [first] = item.items;
      if (first) this.#aboveItem(first, indent);
    } else if (item.kind === "map") {
      const { merges, entries } = this.#anchors.layoutOf(item);
      const [first] = entries;
      if (first && merges.length === 0) this.#above(first, indent);
    }
  }

  #item(item: Node, lead: string, indent: string): void {
    const isCompact = this.#isCompact(item);
    if (isCompact && item.kind === "list") this.#list(item, `${lead}- `, `${indent}  `);
    else if (isCompact && item.kind === "map") this.map(item, `${lead}- `, `${indent}  `);
    else this.#value(item, `${lead}-`, `${indent}  `, isBlock(item) ? undefined : this.#besideOf(item));
  }

  /** An alias has no look of its own. */
  #besideOf(node: Node): string | undefined {
    return this.#anchors.nameOf(node) === undefined ? node.look?.beside : undefined;
  }

  /** A block whose first line goes on in the line of its `-`. */
  #isCompact(node: Node): boolean {
    return this.#anchors.nameOf(node) === undefined && isBlock(node) && node.look?.anchor === undefined;
  }

  /** @param indent of what stands below */
  #value(node: Node, head: string, indent: string, beside: string | undefined): void {
    const known = this.#anchors.nameOf(node);
    if (known !== undefined) {
      this.page.line(`${head} *${known}${remark(beside)}`);
      return;
    }
    if (node.kind !== "scalar" && !isBlock(node)) {
      this.page.line(`${head} ${flowText(node, this.#anchors, this.#dollars)}${remark(beside)}`);
      this.#pending = node.look?.below;
      return;
    }
    const name = this.#anchors.claim(node);
    const start = name === undefined ? head : `${head} &${name}`;
    if (node.kind === "scalar") {
      const block = asBlock(node, this.#dollars);
      const text = block?.header ?? inline(node, false, this.#dollars);
      this.page.line(`${start}${text === "" ? "" : ` ${text}`}${remark(beside)}`);
      for (const line of block?.lines ?? []) this.page.line(line === "" ? "" : indent + line);
      return;
    }
    this.page.line(start + remark(beside));
    if (node.kind === "map") this.map(node, indent, indent);
    else this.#list(node, indent, indent);
  }
}

/** Written over several lines. */
function isBlock(node: Node): boolean {
  if (node.kind === "scalar") return false;
  return (node.kind === "list" ? node.items : node.entries).length > 0 && !staysFlow(node);
}
