import type { IncomingMessage } from "node:http";
import type { Store } from "../../store/contract.ts";
import type { Rights } from "../access/users.ts";
import { type Epoch, epochOf } from "../answer/cell.ts";
import { parseQuery } from "../influxql/parse.ts";
import { QueryError } from "../influxql/token.ts";
import type { Result } from "../query/result.ts";
import { admitStatements, Forbidden, runStatement } from "../query/run.ts";
import { bodyOf, Refusal } from "./body.ts";

/** A question of a person or a page; not a program. Characters. */
const queryLimit = 64 * 1024;

/**
 * `GET|POST /query?db=&q=&epoch=`.
 * @throws Refusal 400 with the place of what is wrong, 403 for what the user may not do
 * @see InfluxDB 1.8 documentation, "InfluxDB API reference": /query
 */
export async function query(
  request: IncomingMessage,
  url: URL,
  rights: Rights,
  store: Store,
  nowNs: bigint,
): Promise<{ results: readonly Result[]; epoch: Epoch }> {
  const parameters = await parametersOf(request, url);
  const text = parameters.get("q");
  if (!text) throw new Refusal(400, 'missing required parameter "q"');
  if (text.length > queryLimit) throw new Refusal(413, `the query has more than ${queryLimit} characters`);
  const epoch = epochOf(parameters.get("epoch"));
  if (!epoch) throw new Refusal(400, "epoch is ns, u, ms, s, m or h");
  const database = parameters.get("db") || undefined;
  const asker = { rights, nowNs, ...(database === undefined ? {} : { database }) };
  try {
    const statements = parseQuery(text, nowNs);
    admitStatements(statements, asker);
    const results: Result[] = [];
    for (const statement of statements) results.push(await runStatement(statement, asker, store));
    return { results, epoch };
  } catch (error) {
    if (error instanceof QueryError)
      throw new Refusal(400, `error parsing query: ${error.message} at char ${error.at}`);
    if (error instanceof Forbidden) throw new Refusal(403, error.message);
    throw error;
  }
}

/** Of the URL, and of a form's body, which goes first. */
async function parametersOf(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  const all = new URLSearchParams(url.searchParams);
  if (request.method !== "POST" || !/^application\/x-www-form-urlencoded/.test(request.headers["content-type"] ?? ""))
    return all;
  for (const [name, value] of new URLSearchParams((await bodyOf(request)).toString("utf8"))) all.set(name, value);
  return all;
}
