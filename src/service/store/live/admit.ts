/** Looks at each point before it goes to the log: what is refused here costs the other points nothing. */
import { isTimeNs } from "../../line-protocol/time.ts";
import type { FieldValue, Point } from "../../point.ts";
import type { FieldKind } from "../chunk/rows.ts";
import type { Refusal, Refused } from "../contract.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Series } from "./series.ts";

/** Longest name, and longest series key, in UTF-16 units: InfluxDB's limit is 65,535 bytes. */
const keyLimit = 65_535;
/** Longest string, in UTF-16 units. */
const textLimit = 1024 * 1024;
const fieldsLimit = 4096;

export class Admission {
  readonly #catalogue: Catalogue;
  readonly #refused = new Map<Refusal, { points: number; what: string }>();
  /** Places of the admitted point's fields in its series. */
  slots = new Uint16Array(64);

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** @returns undefined when the point is refused; otherwise `slots` says where its fields are */
  admit(database: string, point: Point): Series | undefined {
    const { measurement, tags, fields } = point;
    if (!isTimeNs(point.timeNs)) return this.#refuse("time-range", `time ${point.timeNs} ns is beyond 64 bits`);
    if (fields.length === 0 || fields.length > fieldsLimit) {
      return this.#refuse("no-field", `a point of ${measurement} with ${fields.length} fields`);
    }
    const known = this.#catalogue.find(database, measurement, tags);
    if (known && this.#place(known, fields)) return known;
    return this.#admitNew(database, point);
  }

  /** What was refused since the last call. */
  refused(): readonly Refused[] {
    if (this.#refused.size === 0) return [];
    const refused = [...this.#refused].map(([why, { points, what }]) => ({ why, points, what }));
    this.#refused.clear();
    return refused;
  }

  /** The usual case: a series that has had all of these fields. */
  #place(series: Series, fields: Point["fields"]): boolean {
    if (fields.length > this.slots.length) this.slots = new Uint16Array(fieldsLimit);
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (!field) return false;
      const slot = series.shape.slotOf(field[0], i);
      if (slot < 0 || series.shape.fields[slot]?.kind !== kindOf(field[1]) || !isStorable(field[1])) return false;
      this.slots[i] = slot;
    }
    return true;
  }

  /** Something is new, or wrong: takes its time to find out what. */
  #admitNew(database: string, { measurement, tags, fields }: Point): Series | undefined {
    const longest = fields.reduce((most, [name]) => Math.max(most, name.length), 0);
    const length = [database, measurement, ...tags.flat()].reduce((sum, name) => sum + name.length, longest);
    if (length > keyLimit) return this.#refuse("too-long", `names of ${length} characters, of ${keyLimit} at the most`);
    const bad = fields.find(([, value]) => !isStorable(value));
    if (bad) return this.#refuse("bad-value", `field ${bad[0]} of ${measurement} has a value that cannot be stored`);
    const registry = this.#catalogue.measurement(database, measurement)?.byName;
    const kinds = new Map<string, FieldKind>();
    for (const [name, value] of fields) {
      const kind = kindOf(value);
      const before = registry?.get(name)?.kind ?? kinds.get(name) ?? kind;
      kinds.set(name, kind);
      if (before === kind) continue;
      const what = `input field "${name}" on measurement "${measurement}" is type ${kind}, already exists as type ${before}`;
      return this.#refuse("field-type", what);
    }
    const series = this.#catalogue.define({ database, measurement, tags });
    if (!series) return this.#refuse("series-limit", `there are ${this.#catalogue.limit} series already`);
    const seen = Array.from(kinds, ([name, kind]) => ({ name, kind }));
    if (this.#catalogue.extend(series, seen) && this.#place(series, fields)) return series;
    if (series.empty) this.#catalogue.remove(series);
    return this.#refuse("field-limit", `measurement ${measurement} has too many fields`);
  }

  #refuse(why: Refusal, what: string): undefined {
    const before = this.#refused.get(why);
    if (before) before.points++;
    else this.#refused.set(why, { points: 1, what });
  }
}

function kindOf(value: FieldValue): FieldKind {
  switch (typeof value) {
    case "number":
      return "float";
    case "bigint":
      return "integer";
    case "boolean":
      return "boolean";
    case "string":
      return "string";
  }
}

function isStorable(value: FieldValue): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value;
  return typeof value === "boolean" || value.length <= textLimit;
}
