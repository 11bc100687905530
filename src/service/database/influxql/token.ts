/** InfluxQL's words. @see InfluxDB 1.8 documentation, "Influx Query Language (InfluxQL) reference" */
export type Token =
  | { readonly kind: "word"; readonly text: string; readonly at: number }
  /** `"…"`: a name, whatever is in it. */
  | { readonly kind: "name"; readonly text: string; readonly at: number }
  | { readonly kind: "string"; readonly text: string; readonly at: number }
  | { readonly kind: "number"; readonly text: string; readonly at: number }
  /** `10m`, `1h30m`: nanoseconds. */
  | { readonly kind: "duration"; readonly ns: bigint; readonly text: string; readonly at: number }
  | { readonly kind: "sign"; readonly text: string; readonly at: number }
  | { readonly kind: "end"; readonly text: ""; readonly at: number };

/** What is wrong with a query, and where: character from 1. */
export class QueryError extends Error {
  readonly at: number;
  constructor(what: string, at: number) {
    super(what);
    this.at = at + 1;
  }
}

const unitNs: Readonly<Record<string, bigint>> = {
  ns: 1n,
  u: 1_000n,
  µ: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

const pattern =
  /(?<space>\s+|--[^\n]*)|(?<duration>(?:\d+(?:ns|ms|u|µ|s|m|h|d|w))+)|(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w]*)|"(?<name>(?:[^"\\]|\\.)*)"|'(?<string>(?:[^'\\]|\\.)*)'|(?<sign><>|!=|>=|<=|=~|!~|[=<>(),;*+\-./])/uy;

/** @throws QueryError at the first character that begins no word */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match?.groups) throw new QueryError(`unexpected character ${JSON.stringify(text[at])}`, at);
    const token = tokenOf(match.groups, at);
    if (token) found.push(token);
    at = pattern.lastIndex;
  }
  return [...found, { kind: "end", text: "", at: text.length }];
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, at: number): Token | undefined {
  const { duration, number, word, name, string, sign } = groups;
  if (duration !== undefined) return { kind: "duration", ns: durationNs(duration), text: duration, at };
  if (number !== undefined) return { kind: "number", text: number, at };
  if (word !== undefined) return { kind: "word", text: word, at };
  if (name !== undefined) return { kind: "name", text: unescaped(name), at };
  if (string !== undefined) return { kind: "string", text: unescaped(string), at };
  if (sign !== undefined) return { kind: "sign", text: sign, at };
  return undefined;
}

function durationNs(text: string): bigint {
  let ns = 0n;
  for (const [, count, unit] of text.matchAll(/(\d+)(ns|ms|u|µ|s|m|h|d|w)/g))
    ns += BigInt(count ?? 0) * (unitNs[unit ?? "ns"] ?? 1n);
  return ns;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, char: string) => (char === "n" ? "\n" : char));
}
