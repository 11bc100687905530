import type { Store } from "../../store/contract.ts";
import { aggregates } from "../../store/contract.ts";
import type { Rights } from "../access/users.ts";
import { type Epoch, epochOf } from "../answer/cell.ts";
import type { Select } from "../influxql/statement.ts";
import { selectAggregates } from "../query/aggregate.ts";
import type { Result } from "../query/result.ts";
import { Refusal } from "./body.ts";

const hourNs = 3_600_000_000_000n;
const pointLimit = 10_000;

/**
 * `GET /range?db=&measurement=&field=&from=&to=&points=500&aggregate=mean&tag.<key>=<value>&group=<tag>`: one field over time, in so many
 * intervals, for pages. `from` and `to` are milliseconds since the epoch; the last hour without them.
 */
export async function range(
  url: URL,
  rights: Rights,
  store: Store,
  nowNs: bigint,
): Promise<{ results: readonly Result[]; epoch: Epoch }> {
  const asked = url.searchParams;
  const database = needed(asked, "db");
  if (rights.access !== "read" || database !== rights.database)
    throw new Refusal(403, `user ${JSON.stringify(rights.user)} may not read the database ${JSON.stringify(database)}`);
  const toNs = milliseconds(asked, "to") ?? nowNs + 1n;
  const fromNs = milliseconds(asked, "from") ?? toNs - hourNs;
  if (fromNs >= toNs) throw new Refusal(400, "from lies before to");
  const points = Number(asked.get("points") ?? 500);
  if (!Number.isInteger(points) || points < 1 || points > pointLimit)
    throw new Refusal(400, `points is a whole number from 1 to ${pointLimit}`);
  const aggregate = aggregates.find((one) => one === (asked.get("aggregate") ?? "mean"));
  if (!aggregate) throw new Refusal(400, `aggregate is one of ${aggregates.join(", ")}`);
  const epoch = epochOf(asked.get("epoch") ?? "ms");
  if (!epoch) throw new Refusal(400, "epoch is ns, u, ms, s, m or h");
  const span = toNs - fromNs;
  const select: Select = {
    kind: "select",
    items: [{ name: needed(asked, "field"), aggregate, at: 1 }],
    measurement: needed(asked, "measurement"),
    fromNs,
    toNs,
    tags: [...asked].flatMap(([key, value]) =>
      key.startsWith("tag.") ? [{ key: key.slice(4), is: "equal" as const, value }] : [],
    ),
    groupBy: asked.getAll("group"),
    // Intervals that begin with the range, so that there are as many as were asked for.
    everyNs: (span + BigInt(points) - 1n) / BigInt(points),
    offsetNs: fromNs,
    fill: "none",
    fillSaid: true,
    descending: false,
  };
  return { results: [{ series: await selectAggregates(select, database, store, nowNs) }], epoch };
}

function needed(asked: URLSearchParams, name: string): string {
  const value = asked.get(name);
  if (value) return value;
  throw new Refusal(400, `missing required parameter ${JSON.stringify(name)}`);
}

function milliseconds(asked: URLSearchParams, name: string): bigint | undefined {
  const text = asked.get(name);
  if (text === null) return undefined;
  if (!/^-?\d{1,15}$/.test(text)) throw new Refusal(400, `${name} is a number of milliseconds since 1970`);
  return BigInt(text) * 1_000_000n;
}
