/** What a page asks of one measurement: names and values as they came from outside, held against the catalogue. */
import type { Catalogue, Field, Measurement, Tags } from "../answers.ts";
import { identifier, isAskable, literal } from "./influx/influxql.ts";

export interface Question {
  readonly measurement: Measurement;
  /** Series that have these tags. */
  readonly where: Tags;
}

const tagPrefix = "tag.";
const mostTags = 16;

/** @returns undefined where it asks for what the catalogue does not have */
export function questionIn(parameters: URLSearchParams, catalogue: Catalogue): Question | undefined {
  const named = parameters.getAll("measurement");
  const measurement = catalogue.measurements.find(({ name }) => named.length === 1 && name === named[0]);
  if (!measurement) return undefined;
  const given = [...parameters].filter(([key]) => key.startsWith(tagPrefix));
  if (given.length > mostTags) return undefined;
  const where = given.map(([key, value]): [string, string] => [key.slice(tagPrefix.length), value]);
  const known = where.every(([key, value]) => Object.hasOwn(measurement.tags, key) && isAskable(value));
  return known && new Set(where.map(([key]) => key)).size === where.length
    ? { measurement, where: Object.fromEntries(where.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
    : undefined;
}

export const keyOf = ({ measurement, where }: Question): string => JSON.stringify([measurement.name, where]);

/** ` AND "host" = 'edge-1'` */
export const andTags = (where: Tags): string =>
  Object.entries(where)
    .map(([key, value]) => ` AND ${identifier(key)} = ${literal(value)}`)
    .join("");

export const fieldsOf = ({ measurement }: Question, kind?: Field["kind"]): readonly Field[] =>
  measurement.fields.filter((field) => kind === undefined || field.kind === kind);

/** InfluxDB gives each series every tag of its measurement, empty where it has none. */
export const tagsOf = (tags: Tags = {}): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ""));

/** As people look for them: the database begins at the end where the newest comes first. */
export function byTags(a: { readonly tags?: Tags }, b: { readonly tags?: Tags }): number {
  const [one, other] = [JSON.stringify(a.tags ?? {}), JSON.stringify(b.tags ?? {})];
  return one < other ? -1 : one > other ? 1 : 0;
}
