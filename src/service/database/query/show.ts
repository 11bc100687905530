import type { Store } from "../../store/contract.ts";
import type { Show } from "../influxql/statement.ts";
import type { Cell, Series } from "./result.ts";

/** @param databases those that the asker may see @see InfluxDB 1.8 documentation, "Explore your schema using InfluxQL" */
export function show(statement: Show, database: string, databases: readonly string[], store: Store): readonly Series[] {
  const { kind, limit = Number.POSITIVE_INFINITY } = statement;
  const measurements = statement.measurement === undefined ? store.measurements(database) : [statement.measurement];
  const perMeasurement = (columns: readonly string[], rows: (name: string) => readonly (readonly Cell[])[]) =>
    measurements
      .map((name): Series => ({ name, columns, values: rows(name).slice(0, limit) }))
      .filter(({ values }) => values.length > 0);
  switch (kind) {
    case "databases":
      return [{ name: "databases", columns: ["name"], values: databases.map((name) => [name]) }];
    case "measurements":
      return listed("measurements", "name", store.measurements(database).slice(0, limit));
    case "series": {
      const keys = measurements.flatMap((name) =>
        store
          .series(database, name)
          .map(({ tags }) => [name, ...tags.map(([key, value]) => `${key}=${value}`)].join(",")),
      );
      return listed(undefined, "key", keys.slice(0, limit));
    }
    case "field keys":
      return perMeasurement(["fieldKey", "fieldType"], (name) =>
        store.fieldKeys(database, name).map((field) => [field.name, field.kind]),
      );
    case "tag keys":
      return perMeasurement(["tagKey"], (name) => store.tagKeys(database, name).map((key) => [key]));
    case "tag values": {
      const { key: asked } = statement;
      return perMeasurement(["key", "value"], (name) =>
        (asked === undefined ? store.tagKeys(database, name) : [asked]).flatMap((key) =>
          store.tagValues(database, name, key).map((value) => [key, value]),
        ),
      );
    }
  }
}

function listed(name: string | undefined, column: string, names: readonly string[]): readonly Series[] {
  if (names.length === 0) return [];
  return [{ ...(name === undefined ? {} : { name }), columns: [column], values: names.map((one) => [one]) }];
}
