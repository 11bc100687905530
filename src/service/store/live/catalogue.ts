/**
 * Which series and fields there are.
 * Invariants: a measurement's field keeps its kind; no more than `limit` series exist at a time; names are copies, so that no
 * name keeps the message alive that it was cut from.
 */
import type { Field, SeriesKey } from "../chunk/key.ts";
import type { FieldKind } from "../chunk/rows.ts";
import { type Measurement, Series, type TagNode } from "./series.ts";
import { type FieldDef, Shape } from "./shape.ts";

/** Fields of one measurement at the most: names made up without end would fill the memory. */
const fieldLimit = 2048;
/** And as many of all series together, for each series that there may be. */
const placesPerSeries = 20;

export class Catalogue {
  readonly limit: number;
  readonly #databases = new Map<string, Map<string, Measurement>>();
  readonly #byId = new Map<number, Series>();
  /** Fields of each series, all together. */
  #places = 0;
  #nextId = 1;

  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.#byId.size;
  }

  databases(): readonly string[] {
    return [...this.#databases.keys()].toSorted();
  }

  measurements(database: string): readonly string[] {
    return [...(this.#databases.get(database)?.keys() ?? [])].toSorted();
  }

  measurement(database: string, name: string): Measurement | undefined {
    return this.#databases.get(database)?.get(name);
  }

  all(): Iterable<Series> {
    return this.#byId.values();
  }

  byId(id: number): Series | undefined {
    return this.#byId.get(id);
  }

  /** The way of every point that is written: no allocation, two look-ups and two more a tag. */
  find(database: string, measurement: string, tags: SeriesKey["tags"]): Series | undefined {
    let node = this.#databases.get(database)?.get(measurement)?.root;
    for (let i = 0; i < tags.length && node !== undefined; i++) {
      const tag = tags[i];
      if (tag) node = childOf(node, tag[0], tag[1]);
    }
    return node?.series;
  }

  /** @returns undefined when the limit of series is reached and this would be one more */
  define(wanted: SeriesKey): Series | undefined {
    return this.#define(wanted, this.limit);
  }

  /** For what is on disk already: a limit that was lowered must not lose it. */
  restore(wanted: SeriesKey): Series {
    const series = this.#define(wanted, Number.POSITIVE_INFINITY);
    if (!series) throw new Error("a series without a limit was refused");
    return series;
  }

  #define(wanted: SeriesKey, limit: number): Series | undefined {
    const { tagKeys } = this.measurement(wanted.database, wanted.measurement) ?? {};
    const tags = wanted.tags.map(([key, value]) => [tagKeys?.get(key) ?? own(key), own(value)] as const);
    const [database, name] = [own(wanted.database), own(wanted.measurement)];
    const known = this.find(database, name, tags);
    if (known) return known;
    if (this.size >= limit) return undefined;
    const measurement = this.#measurementFor(database, name);
    const series = new Series(this.#nextId++, measurement, tags);
    let node = measurement.root;
    for (const [key, value] of tags) {
      node = childOf(node, key, value) ?? addChild(node, key, value);
      measurement.tagKeys.set(key, key);
    }
    node.series = series;
    measurement.series.add(series);
    this.#byId.set(series.id, series);
    return series;
  }

  /**
   * Gives a series its first values of these fields, each of which stands here once.
   * @returns false when one has another kind in this measurement, or there would be too many
   */
  extend(series: Series, fields: readonly Field[], limited = true): boolean {
    const fresh = fields.filter(({ name }) => series.shape.slotOf(name, 0) < 0);
    if (limited && this.#places + fresh.length > placesPerSeries * this.limit) return false;
    const defined = fresh.map(({ name, kind }) => defineField(series.measurement, name, kind));
    if (!defined.every((field) => field !== undefined)) return false;
    if (defined.length > 0) series.shape = series.shape.with(defined);
    this.#places += defined.length;
    return true;
  }

  /** Forgets a series that has no rows left, and its measurement and database with the last one. */
  remove(series: Series): void {
    const { measurement, key } = series;
    this.#places -= series.shape.fields.length;
    forget(measurement.root, key.tags, 0);
    measurement.series.delete(series);
    this.#byId.delete(series.id);
    const measurements = this.#databases.get(measurement.database);
    if (measurement.series.size > 0 || !measurements) return;
    measurements.delete(measurement.name);
    if (measurements.size === 0) this.#databases.delete(measurement.database);
  }

  #measurementFor(database: string, name: string): Measurement {
    let measurements = this.#databases.get(database);
    if (!measurements) {
      measurements = new Map();
      this.#databases.set(database, measurements);
    }
    let measurement = measurements.get(name);
    if (!measurement) {
      measurement = {
        database,
        name,
        fields: [],
        byName: new Map(),
        series: new Set(),
        root: {},
        shape: new Shape([]),
        tagKeys: new Map(),
      };
      measurements.set(name, measurement);
    }
    return measurement;
  }
}

/** @returns undefined when the field has another kind, or is one too many */
export function defineField(measurement: Measurement, name: string, kind: FieldKind): FieldDef | undefined {
  const known = measurement.byName.get(name);
  if (known) return known.kind === kind ? known : undefined;
  if (measurement.fields.length >= fieldLimit) return undefined;
  const field: FieldDef = { name: own(name), kind, index: measurement.fields.length };
  measurement.fields.push(field);
  measurement.byName.set(field.name, field);
  return field;
}

function childOf(node: TagNode, key: string, value: string): TagNode | undefined {
  const { only } = node;
  if (only && only.value === value && only.key === key) return only.node;
  return node.more?.get(key)?.get(value);
}

function addChild(node: TagNode, key: string, value: string): TagNode {
  const child: TagNode = {};
  if (!node.only) node.only = { key, value, node: child };
  else {
    node.more ??= new Map();
    const values = node.more.get(key) ?? new Map<string, TagNode>();
    node.more.set(key, values);
    values.set(value, child);
  }
  return child;
}

/** @returns whether the node is empty now */
function forget(node: TagNode, tags: SeriesKey["tags"], depth: number): boolean {
  const tag = tags[depth];
  const child = tag && childOf(node, tag[0], tag[1]);
  if (!tag) delete node.series;
  else if (child && forget(child, tags, depth + 1)) {
    const values = node.more?.get(tag[0]);
    if (node.only?.node === child) delete node.only;
    else if (values?.delete(tag[1]) && values.size === 0) node.more?.delete(tag[0]);
  }
  return node.series === undefined && node.only === undefined && (node.more === undefined || node.more.size === 0);
}

/** A copy as the disk will give it back; a slice would keep its whole message in memory. */
const own = (text: string): string => Buffer.from(text).toString();
