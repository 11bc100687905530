import type { IncomingMessage } from "node:http";
import { parseLines } from "../../line-protocol/parse.ts";
import type { Precision } from "../../line-protocol/time.ts";
import type { Store } from "../../store/contract.ts";
import type { Rights } from "../access/users.ts";
import { bodyOf, Refusal } from "./body.ts";

const precisions: Readonly<Record<string, Precision>> = {
  "": "ns",
  ns: "ns",
  n: "ns",
  u: "us",
  us: "us",
  µ: "us",
  ms: "ms",
  s: "s",
  m: "m",
  h: "h",
};

/**
 * `POST /write?db=&precision=` and `POST /api/v2/write?bucket=&precision=`: line protocol, stored when it is answered.
 * @throws Refusal 400 when lines were left out; the others are stored then, as InfluxDB does
 * @see InfluxDB 1.8 documentation, "InfluxDB API reference": /write and /api/v2/write
 */
export async function write(
  request: IncomingMessage,
  url: URL,
  rights: Rights,
  store: Store,
  nowNs: bigint,
): Promise<void> {
  const database = databaseOf(url);
  if (database === undefined) throw new Refusal(400, "database is required");
  if (rights.access !== "write" || database !== rights.database) {
    throw new Refusal(
      403,
      `user ${JSON.stringify(rights.user)} may not write to the database ${JSON.stringify(database)}`,
    );
  }
  const precision = precisions[url.searchParams.get("precision") ?? ""];
  if (!precision) throw new Refusal(400, "precision is ns, us, ms, s, m or h");
  const { points, errors } = parseLines((await bodyOf(request)).toString("utf8"), { nowNs, precision });
  const { refused } = points.length > 0 ? await store.write(database, points) : { refused: [] };
  const first = errors[0];
  const dropped = refused.reduce((sum, one) => sum + one.points, 0);
  if (first) {
    const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
    throw new Refusal(
      400,
      `partial write: unable to parse line ${first.line}, column ${first.column}: ${first.what}${more}; dropped=${dropped}`,
    );
  }
  if (refused[0]) throw new Refusal(400, `partial write: ${refused[0].what}; dropped=${dropped}`);
}

/** A bucket of InfluxDB 2.x is `database` or `database/retention policy`. */
function databaseOf(url: URL): string | undefined {
  const name =
    url.pathname === "/write" ? url.searchParams.get("db") : (url.searchParams.get("bucket") ?? "").split("/")[0];
  return name || undefined;
}
