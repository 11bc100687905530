import type { Look } from "../../model/node.ts";
import type { Margin } from "./scan/margin.ts";

type Quote = NonNullable<Look["quote"]>;

const quotes: Readonly<Record<string, Quote>> = {
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/** Most values look like most others: one object for all of them. */
const quoted: Readonly<Record<string, Look>> = Object.fromEntries(
  Object.entries(quotes).map(([type, quote]) => [type, { quote }]),
);

interface Style {
  readonly anchor?: string | undefined;
  readonly flow?: boolean;
  readonly type?: string | undefined;
}

const flow: Look = { flow: true };

export function lookOf({ anchor, flow: isFlow, type = "" }: Style): Look | undefined {
  const style = isFlow === true ? flow : quoted[type];
  return anchor === undefined ? style : { ...style, anchor };
}

/** The second's words win. */
export function bothLooks(one: Look | undefined, two: Look | undefined): Look | undefined {
  return one === undefined ? two : two === undefined ? one : { ...one, ...two };
}

export function besideLook(look: Look | undefined, beside: string | undefined): Look | undefined {
  return beside === undefined ? look : { ...look, beside };
}

/** With the comments at the end of a collection. */
export function belowLook(look: Look | undefined, below: string | undefined): Look | undefined {
  if (below === undefined) return look;
  return { ...look, below: look?.below === undefined ? below : `${look.below}\n${below}` };
}

/** Where the part of a collection that has content ends: before its closing bracket, or in a block behind its last value. */
export function collectionBelow(margin: Margin, isFlow: boolean, end: number, column: number): string | undefined {
  return isFlow ? margin.rest(end) : margin.below(end, column);
}
