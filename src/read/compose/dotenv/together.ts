import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import type { Lookup } from "../../tree/template.ts";
import { readDotenv } from "./dotenv.ts";

/**
 * What files of variables say together: later ones go over earlier ones, and may use what those say.
 * @param lookup goes before all of them when a value names a variable
 */
export function readTogether(files: readonly SourceFile[], lookup: Lookup, say: Say): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const known: Lookup = (name) => lookup(name) ?? values.get(name);
  for (const file of files) for (const { name, value } of readDotenv(file, known, say)) values.set(name, value);
  return values;
}
