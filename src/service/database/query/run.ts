import type { Store } from "../../store/contract.ts";
import type { Rights } from "../access/users.ts";
import type { Statement } from "../influxql/statement.ts";
import { selectAggregates } from "./aggregate.ts";
import { type Result, TooMuch } from "./result.ts";
import { selectPlain } from "./select.ts";
import { show } from "./show.ts";

export interface Asker {
  readonly rights: Rights;
  /** `db=` of the request. */
  readonly database?: string;
  readonly nowNs: bigint;
}

/** Something that nobody may do here, or not this user. */
export class Forbidden extends Error {}

/** @throws Forbidden before anything of the request is carried out */
export function admitStatements(statements: readonly Statement[], { rights, database }: Asker): void {
  for (const statement of statements) {
    if (statement.kind === "administrative") {
      throw new Forbidden(
        `${statement.verb} is not for clients: users and databases come from the compose file, through \`edgeward up\``,
      );
    }
    const wanted = ("database" in statement ? statement.database : undefined) ?? database;
    if (statement.kind === "databases") continue;
    // As InfluxDB's own WRITE privilege: whoever writes need not read.
    if (rights.access !== "read" || (wanted !== undefined && wanted !== rights.database)) {
      throw new Forbidden(
        `user ${JSON.stringify(rights.user)} may not read the database ${JSON.stringify(wanted ?? rights.database)}`,
      );
    }
  }
}

export async function runStatement(statement: Statement, asker: Asker, store: Store): Promise<Result> {
  if (statement.kind === "administrative") return { error: "not for clients" };
  const database = ("database" in statement ? statement.database : undefined) ?? asker.database;
  if (statement.kind === "databases") return { series: show(statement, "", [asker.rights.database], store) };
  if (database === undefined) return { error: "database name required: add db= to the request" };
  try {
    if (statement.kind !== "select") return { series: show(statement, database, [], store) };
    const plain = statement.items === "*" || statement.items.every((item) => item.aggregate === undefined);
    const series = plain
      ? await selectPlain(statement, database, store)
      : await selectAggregates(statement, database, store, asker.nowNs);
    return { series: series.slice(0, statement.seriesLimit) };
  } catch (error) {
    if (error instanceof TooMuch) return { error: error.message };
    throw error;
  }
}
