/**
 * compose's interpolation of one text: `$VAR ${VAR} ${VAR:-x} ${VAR-x} ${VAR:?e} ${VAR?e} ${VAR:+x} ${VAR+x}`, nested, and `$$`.
 * A `$` before anything else stays as it is (`$(date)`, `PONG$`): compose takes it, the docker CLI does not.
 * @see Compose Specification, "Interpolation"
 */

/** What to do where a template cannot simply be filled; answers what stands there instead. */
export interface Hearer {
  unset(name: string, written: string): string;
  /** `:?` or `?`: the variable has to be set. */
  required(name: string, message: string, written: string): string;
  /** A `${` that begins nothing known. */
  invalid(written: string): string;
}

export type Lookup = (name: string) => string | undefined;

/** Deeper defaults of defaults than this are taken as invalid. */
const nestingLimit = 32;

const named = /[A-Za-z_][A-Za-z0-9_]*/y;
const operator = /:?[-?+]/y;

export function substitute(template: string, lookup: Lookup, hear: Hearer, depth = 0): string {
  const lastClose = template.lastIndexOf("}");
  let result = "";
  let at = 0;
  for (let dollar = template.indexOf("$"); dollar >= 0; dollar = template.indexOf("$", at)) {
    result += template.slice(at, dollar);
    const [text, end] = reference(template, dollar, lastClose, lookup, hear, depth);
    result += text;
    at = end;
  }
  return result + template.slice(at);
}

/** @returns what stands in place of the reference that begins at `dollar`, and where it ends */
function reference(
  template: string,
  dollar: number,
  lastClose: number,
  lookup: Lookup,
  hear: Hearer,
  depth: number,
): [string, number] {
  const next = template[dollar + 1];
  if (next === "$") return ["$", dollar + 2];
  if (next !== "{") {
    const name = match(named, template, dollar + 1);
    if (name === undefined) return ["$", dollar + 1];
    const end = dollar + 1 + name.length;
    return [lookup(name) ?? hear.unset(name, template.slice(dollar, end)), end];
  }
  const name = match(named, template, dollar + 2);
  if (name === undefined || depth >= nestingLimit || dollar > lastClose) return [hear.invalid("${"), dollar + 2];
  const close = closingBrace(template, dollar + 1, lastClose);
  const written = template.slice(dollar, close + 1);
  const sign = match(operator, template, dollar + 2 + name.length);
  const argumentAt = dollar + 2 + name.length + (sign?.length ?? 0);
  if (sign === undefined && argumentAt !== close) return [hear.invalid(written), close + 1];
  const argument = () => substitute(template.slice(argumentAt, close), lookup, hear, depth + 1);
  return [braced(name, sign, argument, written, lookup, hear), close + 1];
}

function braced(
  name: string,
  sign: string | undefined,
  argument: () => string,
  written: string,
  lookup: Lookup,
  hear: Hearer,
): string {
  const value = lookup(name);
  const counts = value !== undefined && (!sign?.startsWith(":") || value !== "");
  switch (sign?.at(-1)) {
    case "-":
      return counts ? value : argument();
    case "?":
      return counts ? value : hear.required(name, argument(), written);
    case "+":
      return counts ? argument() : "";
    default:
      return value ?? hear.unset(name, written);
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Braces nest, also those of a default that is JSON; without a partner, the last one closes, as in compose. */
function closingBrace(text: string, open: number, lastClose: number): number {
  let depth = 0;
  for (let i = open; i <= lastClose; i++) {
    if (text[i] === "{") depth += 1;
    if (text[i] === "}") depth -= 1;
    if (depth === 0) return i;
  }
  return lastClose;
}
