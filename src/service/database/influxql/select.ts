import { type Aggregate, aggregates } from "../../store/contract.ts";
import type { Parser } from "./parser.ts";
import type { Item, Select } from "./statement.ts";
import { QueryError } from "./token.ts";
import { type Conditions, parseWhere } from "./where.ts";

/** The word SELECT is taken already. */
export function parseSelect(parser: Parser, nowNs: bigint): Select {
  const items = parser.sign("*") ? "*" : list(parser, item);
  parser.need("from");
  const source = measurement(parser);
  const where: Conditions = parser.word("where") ? parseWhere(parser, nowNs) : { tags: [] };
  const group = parser.words("group", "by") ? groupBy(parser) : { groupBy: [] };
  const fill = parser.word("fill") ? filling(parser) : undefined;
  const descending = parser.words("order", "by") ? order(parser) : false;
  const limit = parser.word("limit") ? parser.wholeNumber("a number of rows") : undefined;
  const seriesLimit = parser.word("slimit") ? parser.wholeNumber("a number of series") : undefined;
  const select: Select = {
    kind: "select",
    items,
    ...source,
    ...where,
    ...group,
    fill: fill ?? "null",
    fillSaid: fill !== undefined,
    descending,
    // InfluxQL: LIMIT 0 and SLIMIT 0 are no limit.
    ...(limit ? { limit } : {}),
    ...(seriesLimit ? { seriesLimit } : {}),
  };
  check(select, parser);
  return select;
}

function check({ items, everyNs }: Select, parser: Parser): void {
  const list = items === "*" ? [] : items;
  const plain = list.find((one) => one.aggregate === undefined);
  if (plain && list.some((one) => one.aggregate !== undefined))
    throw new QueryError("functions and plain fields cannot be selected together", plain.at - 1);
  if (everyNs !== undefined && (items === "*" || plain))
    throw new QueryError(`GROUP BY time() needs a function: ${aggregates.join(", ")}`, parser.token.at);
}

function item(parser: Parser): Item {
  const { at } = parser.token;
  const quoted = parser.token.kind === "name";
  const name = parser.name("a field, a function or *");
  const call = !quoted && parser.sign("(") ? argument(parser, name, at) : undefined;
  const alias = parser.word("as") ? parser.name("a name") : undefined;
  return { ...(call ?? { name }), ...(alias === undefined ? {} : { alias }), at: at + 1 };
}

function argument(parser: Parser, called: string, at: number): { name: string; aggregate: Aggregate } {
  const aggregate = aggregates.find((one) => one === called.toLowerCase());
  if (!aggregate) throw new QueryError(`there is no function ${called}; there are ${aggregates.join(", ")}`, at);
  const name = parser.name("a field");
  parser.need(")");
  return { name, aggregate };
}

/** `m`, `db.rp.m` or `db..m`; the retention policy is read over: there is one. */
function measurement(parser: Parser): { measurement: string; database?: string } {
  const first = parser.name("a measurement");
  if (!parser.sign(".")) return { measurement: first };
  if (!parser.sign(".")) {
    parser.name("a retention policy");
    parser.need(".");
  }
  return { database: first, measurement: parser.name("a measurement") };
}

function groupBy(parser: Parser): { groupBy: readonly string[] | "*"; everyNs?: bigint; offsetNs?: bigint } {
  let every: { everyNs: bigint; offsetNs?: bigint } | undefined;
  let all = false;
  const tags = list(parser, () => {
    if (parser.sign("*")) {
      all = true;
      return undefined;
    }
    const { token } = parser;
    const name = parser.name("time(…), a tag or *");
    if (token.kind !== "word" || name.toLowerCase() !== "time" || !parser.sign("(")) return name;
    every = interval(parser);
    return undefined;
  });
  return { groupBy: all ? "*" : tags.filter((tag) => tag !== undefined), ...every };
}

function interval(parser: Parser): { everyNs: bigint; offsetNs?: bigint } {
  const everyNs = durationOf(parser);
  if (everyNs <= 0n) throw parser.expected("an interval above 0");
  const offsetNs = parser.sign(",") ? durationOf(parser) : undefined;
  parser.need(")");
  return offsetNs === undefined ? { everyNs } : { everyNs, offsetNs };
}

function durationOf(parser: Parser): bigint {
  const negative = parser.sign("-");
  const { token } = parser;
  if (token.kind !== "duration") throw parser.expected("a duration such as 10s");
  parser.take();
  return negative ? -token.ns : token.ns;
}

function filling(parser: Parser): "null" | "none" {
  parser.need("(");
  const fill = parser.word("null") ? "null" : parser.word("none") ? "none" : undefined;
  if (!fill) throw parser.expected("null or none");
  parser.need(")");
  return fill;
}

function order(parser: Parser): boolean {
  parser.need("time");
  if (parser.word("desc")) return true;
  parser.word("asc");
  return false;
}

function list<T>(parser: Parser, one: (parser: Parser) => T): readonly T[] {
  const all = [one(parser)];
  while (parser.sign(",")) all.push(one(parser));
  return all;
}
