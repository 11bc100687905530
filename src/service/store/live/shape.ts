/**
 * Which fields a series has had, in the order they came: the places of values in its rows. Series of one kind share their shape, so that a
 * hundred thousand series do not have a hundred thousand lists.
 */
import type { Field } from "../chunk/key.ts";

/** A field of a measurement; `index` is its column in whole rows. */
export interface FieldDef extends Field {
  readonly index: number;
}

/** From so many fields on, a map finds one sooner than looking at all. */
const manyFields = 12;

export class Shape {
  readonly fields: readonly FieldDef[];
  readonly #slots: ReadonlyMap<string, number> | undefined;
  /** Weak: a shape that no series has any more must not stay for the sake of one that might come. */
  readonly #next = new Map<string, WeakRef<Shape>>();

  constructor(fields: readonly FieldDef[]) {
    this.fields = fields;
    if (fields.length > manyFields) this.#slots = new Map(fields.map(({ name }, slot) => [name, slot]));
  }

  /** Place of a field, -1 when it has none. `guess` is tried first: points repeat their fields' order. */
  slotOf(name: string, guess: number): number {
    if (this.fields[guess]?.name === name) return guess;
    return this.#slots ? (this.#slots.get(name) ?? -1) : this.fields.findIndex((field) => field.name === name);
  }

  /** The shape with these fields in addition. */
  with(more: readonly FieldDef[]): Shape {
    const id = more.map(({ name }) => name).join("\0");
    const known = this.#next.get(id)?.deref();
    if (known) return known;
    const next = new Shape([...this.fields, ...more]);
    this.#next.set(id, new WeakRef(next));
    return next;
  }
}
