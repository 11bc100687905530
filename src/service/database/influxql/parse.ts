/**
 * InfluxQL → statements.
 * @see InfluxDB 1.8 documentation, "Explore data using InfluxQL" and "Explore your schema using InfluxQL"
 */
import { Parser } from "./parser.ts";
import { parseSelect } from "./select.ts";
import type { Show, Statement } from "./statement.ts";
import { QueryError, tokens } from "./token.ts";

const administrative = ["create", "drop", "alter", "grant", "revoke", "set", "delete", "kill", "explain"];
const supported = "SELECT and SHOW DATABASES, MEASUREMENTS, SERIES, FIELD KEYS, TAG KEYS, TAG VALUES";
/** A request is one page's questions at the most. */
const statementLimit = 100;

/** @throws QueryError with what is wrong and where */
export function parseQuery(text: string, nowNs: bigint): readonly Statement[] {
  const parser = new Parser(tokens(text));
  const statements: Statement[] = [];
  while (parser.sign(";"));
  while (!parser.ended) {
    if (statements.length === statementLimit)
      throw new QueryError(`more than ${statementLimit} statements`, parser.token.at);
    statements.push(statement(parser, nowNs));
    if (!parser.ended && !parser.sign(";")) throw parser.expected("the end of the statement");
    while (parser.sign(";"));
  }
  if (statements.length === 0) throw new QueryError("there is no statement", 0);
  return statements;
}

function statement(parser: Parser, nowNs: bigint): Statement {
  if (parser.word("select")) return parseSelect(parser, nowNs);
  if (parser.word("show")) return show(parser);
  const verb = parser.token.text.toLowerCase();
  if (parser.token.kind === "word" && administrative.includes(verb)) {
    parser.skipStatement();
    return { kind: "administrative", verb: verb.toUpperCase() };
  }
  throw parser.expected(supported);
}

function show(parser: Parser): Statement {
  if (parser.word("databases")) return { kind: "databases" };
  const kind = kindOf(parser);
  if (!kind) {
    const { token } = parser;
    // SHOW USERS, SHOW GRANTS …: not for anybody here.
    if (
      token.kind === "word" &&
      [
        "users",
        "grants",
        "shards",
        "stats",
        "diagnostics",
        "queries",
        "subscriptions",
        "continuous",
        "retention",
      ].includes(token.text.toLowerCase())
    ) {
      parser.skipStatement();
      return { kind: "administrative", verb: `SHOW ${token.text.toUpperCase()}` };
    }
    throw parser.expected("DATABASES, MEASUREMENTS, SERIES, FIELD KEYS, TAG KEYS or TAG VALUES");
  }
  const database = parser.word("on") ? parser.name("a database") : undefined;
  const measurement = parser.word("from") ? parser.name("a measurement") : undefined;
  const key = kind === "tag values" ? withKey(parser) : undefined;
  const limit = parser.word("limit") ? parser.wholeNumber("a number of rows") : undefined;
  return {
    kind,
    ...(database === undefined ? {} : { database }),
    ...(measurement === undefined ? {} : { measurement }),
    ...(key === undefined ? {} : { key }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function kindOf(parser: Parser): Show["kind"] | undefined {
  if (parser.word("measurements")) return "measurements";
  if (parser.word("series")) return "series";
  if (parser.words("field", "keys")) return "field keys";
  if (parser.words("tag", "keys")) return "tag keys";
  if (parser.words("tag", "values")) return "tag values";
  return undefined;
}

/** Of the patterns that InfluxQL has here, the one for every key. @returns undefined for every key */
function withKey(parser: Parser): string | undefined {
  parser.need("with");
  parser.need("key");
  if (parser.sign("=~")) {
    for (const sign of ["/", ".", "*", "/"]) if (!parser.sign(sign)) throw parser.expected("/.*/");
    return undefined;
  }
  parser.need("=");
  return parser.name("a tag key");
}
