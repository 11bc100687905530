/**
 * One JSON object → the fields and tags of one point, as Telegraf's JSON parser flattens it: `{"a":{"b":1,"c":[2,3]}}` has the fields
 * `a_b`, `a_c_0` and `a_c_1`. Numbers are float fields. A leaf that `tag_keys` name is a tag, whatever its type; strings and booleans are
 * fields only if `json_string_fields` name them. `null` is nothing.
 * Invariant: keys are data. They become strings in lists, never properties of an object, so that `__proto__` is a name like any other.
 * @see Telegraf, plugins/parsers/json/json_flattener.go and README, "tag_keys", "json_string_fields", "json_name_key"
 */
import { type Field, lastOfEach } from "../../line-protocol/fields.ts";
import { type Malformed, malformed } from "../reader.ts";
import { byKey, type Tags } from "../series.ts";
import type { KeyFilter } from "./key-filter.ts";
import { plainNumber } from "./plain-number.ts";

export interface FlattenOptions {
  readonly tagKeys: KeyFilter | undefined;
  readonly stringFields: KeyFilter | undefined;
  readonly nameKey: string | undefined;
  readonly timeKey: string | undefined;
  /** Nested objects and arrays. */
  readonly depth: number;
  /** Characters of all names together. */
  readonly nameChars: number;
}

export interface Flat {
  readonly fields: readonly Field[];
  /** Sorted by key, no empty values. */
  readonly tags: Tags;
  readonly name: string | undefined;
  readonly time: unknown;
}

/** @returns what was wrong when it could not be flattened */
export function flatten(document: object, options: FlattenOptions): Flat | Malformed {
  const flattening = new Flattening(options);
  return flattening.walk(document, "", 1) ?? flattening.result();
}

const noTags: Tags = [];

class Flattening {
  readonly #options: FlattenOptions;
  readonly #fields: Field[] = [];
  readonly #tags: [string, string][] = [];
  #name: string | undefined;
  #time: unknown;
  #nested = false;
  #chars = 0;

  constructor(options: FlattenOptions) {
    this.#options = options;
  }

  walk(node: object, prefix: string, depth: number): Malformed | undefined {
    if (depth > this.#options.depth) return malformed.tooDeep;
    for (const key in node) {
      const value: unknown = (node as Readonly<Record<string, unknown>>)[key];
      const name = prefix === "" ? key : `${prefix}_${key}`;
      this.#chars += name.length;
      if (this.#chars > this.#options.nameChars) return malformed.tooLarge;
      if (typeof value === "object") {
        if (value === null) continue;
        this.#nested = true;
        const wrong = this.walk(value, name, depth + 1);
        if (wrong) return wrong;
      } else if (typeof value === "number" && !Number.isFinite(value)) return malformed.number;
      else this.#leaf(name, value as number | string | boolean);
    }
    return undefined;
  }

  #leaf(name: string, value: number | string | boolean): void {
    const { tagKeys, stringFields, nameKey, timeKey } = this.#options;
    if (name === nameKey && typeof value === "string") this.#name = value;
    if (name === timeKey) this.#time = value;
    else if (tagKeys?.(name)) this.#tags.push([name, typeof value === "number" ? plainNumber(value) : String(value)]);
    else if (typeof value === "number" || stringFields?.(name)) {
      // InfluxDB has no place for fields without a name, nor for one that is named like its time column.
      if (name !== "" && name !== "time") this.#fields.push([name, value]);
    }
  }

  /** Two leaves can have one name only where objects are nested: `{"a":{"b":1},"a_b":2}`. Telegraf leaves it open which one counts. */
  result(): Flat {
    return {
      fields: this.#nested ? lastOfEach(this.#fields) : this.#fields,
      tags: this.#tags.length === 0 ? noTags : this.#sortedTags(),
      name: this.#name,
      time: this.#time,
    };
  }

  #sortedTags(): Tags {
    const [first] = this.#tags;
    if (this.#tags.length === 1 && first?.[0] !== "" && first?.[1] !== "") return this.#tags;
    const last = this.#nested ? [...new Map(this.#tags)] : this.#tags;
    return last.filter(([key, value]) => key !== "" && value !== "").sort(byKey);
  }
}
