import { compose } from "../compose.ts";
import { scan } from "../scan/scan.ts";
import type { Misread } from "./syntax.ts";

/** What is looked at first of a long text. */
const partLength = 131_072;

/** So many wrong lines in it, and nobody wants to read on. */
const wrongLineLimit = 20;

/**
 * The errors of a long text that is no YAML from its beginning. It takes seconds to read all of it.
 * @returns undefined for any other
 */
export function earlyErrors(text: string): readonly Misread[] | undefined {
  if (text.length < 2 * partLength) return undefined;
  const part = text.slice(0, text.lastIndexOf("\n", partLength) + 1);
  const scanned = scan(part);
  if ("refusal" in scanned) return undefined;
  // What is wrong near the end may only be cut off.
  const errors = compose(scanned.tokens).errors.filter(({ offset }) => offset < partLength / 2);
  const lines = new Set(errors.map(({ offset }) => part.lastIndexOf("\n", offset)));
  return lines.size < wrongLineLimit ? undefined : errors;
}
