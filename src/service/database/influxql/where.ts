/** The conditions of a SELECT: bounds of time and tags, joined by AND. */
import type { TagCondition } from "../../store/contract.ts";
import type { Parser } from "./parser.ts";
import { QueryError } from "./token.ts";

export interface Conditions {
  readonly fromNs?: bigint;
  readonly toNs?: bigint;
  readonly tags: readonly TagCondition[];
}

interface Bounds {
  fromNs?: bigint;
  toNs?: bigint;
  readonly tags: TagCondition[];
}

const depthLimit = 20;

export function parseWhere(parser: Parser, nowNs: bigint): Conditions {
  const bounds: Bounds = { tags: [] };
  do condition(parser, nowNs, bounds);
  while (parser.word("and"));
  if (parser.word("or")) throw parser.expected("AND: conditions cannot be joined by OR");
  return bounds;
}

function condition(parser: Parser, nowNs: bigint, bounds: Bounds, depth = 0): void {
  if (parser.sign("(")) {
    if (depth === depthLimit) throw parser.expected("fewer parentheses");
    do condition(parser, nowNs, bounds, depth + 1);
    while (parser.word("and"));
    parser.need(")");
    return;
  }
  const isTime = parser.token.kind === "word" && parser.token.text.toLowerCase() === "time";
  const key = parser.name("time or a tag");
  const sign = parser.take();
  if (isTime) {
    bound(sign.text, instant(parser, nowNs), bounds, sign.at);
    return;
  }
  const value = parser.take();
  if (value.kind !== "string")
    throw new QueryError("a tag is compared with a string in single quotes; fields cannot be compared", value.at);
  if (sign.text === "=") bounds.tags.push({ key, is: "equal", value: value.text });
  else if (sign.text === "!=" || sign.text === "<>") bounds.tags.push({ key, is: "unequal", value: value.text });
  else throw new QueryError("a tag is compared with = or !=", sign.at);
}

function bound(sign: string, ns: bigint, bounds: Bounds, at: number): void {
  const from = sign === ">=" || sign === "=" ? ns : sign === ">" ? ns + 1n : undefined;
  const to = sign === "<" ? ns : sign === "<=" || sign === "=" ? ns + 1n : undefined;
  if (from === undefined && to === undefined) throw new QueryError("time is compared with =, <, <=, > or >=", at);
  if (from !== undefined && (bounds.fromNs === undefined || from > bounds.fromNs)) bounds.fromNs = from;
  if (to !== undefined && (bounds.toNs === undefined || to < bounds.toNs)) bounds.toNs = to;
}

/** `now()`, a date in single quotes, nanoseconds, or a number with a unit; plus or minus durations. */
function instant(parser: Parser, nowNs: bigint): bigint {
  let ns = start(parser, nowNs);
  for (;;) {
    const plus = parser.sign("+");
    if (!plus && !parser.sign("-")) return ns;
    const { token } = parser;
    if (token.kind !== "duration") throw parser.expected("a duration such as 1h");
    parser.take();
    ns += plus ? token.ns : -token.ns;
  }
}

function start(parser: Parser, nowNs: bigint): bigint {
  if (parser.word("now")) {
    parser.need("(");
    parser.need(")");
    return nowNs;
  }
  const negative = parser.sign("-");
  const token = parser.take();
  if (token.kind === "duration") return negative ? -token.ns : token.ns;
  if (token.kind === "number" && /^\d{1,19}$/.test(token.text))
    return negative ? -BigInt(token.text) : BigInt(token.text);
  if (token.kind === "string" && !negative) return date(token.text, token.at);
  throw new QueryError("expected now(), a date in single quotes, or a number", token.at);
}

const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?$/;

/** RFC 3339, or as InfluxQL has it without T and zone: UTC. */
function date(text: string, at: number): bigint {
  const [, day, time = "00:00:00", fraction = "", zone = "Z"] = form.exec(text) ?? [];
  const ms = Date.parse(`${day}T${time}${zone}`);
  if (day === undefined || Number.isNaN(ms))
    throw new QueryError(`${JSON.stringify(text)} is no date; write for example '2026-01-31T12:00:00Z'`, at);
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
