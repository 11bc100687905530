type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined, an empty text or list, zero or false: what Go's `omitempty` leaves out of JSON. */
export function filled<T extends object>(fields: T): Defined<T> {
  return where(fields, (value) => !isEmpty(value));
}

/** Without what is undefined: of a field that may be zero or false and means it. */
export function given<T extends object>(fields: T): Defined<T> {
  return where(fields, (value) => value !== undefined);
}

/** A loop, since it runs some twenty times for each of thousands of services. */
function where<T extends object>(fields: T, keeps: (value: unknown) => boolean): Defined<T> {
  const kept: Defined<T> = {};
  for (const key in fields) {
    const value = fields[key];
    if (keeps(value)) kept[key] = value as Exclude<T[typeof key], undefined>;
  }
  return kept;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}
