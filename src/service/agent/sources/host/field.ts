/** A number with its name, units in the name. */
export type Field = readonly [name: string, value: number];

/** `/var/lib` → `var_lib`, `/` → `root`: letters, digits and `_` only, so that every format takes it as it is. */
export function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "") || "root";
}

/** How much a counter grew; 0 when it was reset. */
export const growth = (before: number, after: number): number => Math.max(0, after - before);
